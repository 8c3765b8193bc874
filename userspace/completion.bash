# SPDX-License-Identifier: GPL-2.0-only
# bash completion of vfioguard(8)

_vfioguard()
{
	local cur=${COMP_WORDS[COMP_CWORD]}
	local commands='status list show evaluate ports check explain preflight tree snapshot policy journal events disarm'
	local options='--json --help' command='' word

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $word == -* ]] && continue
		command=$word
		break
	done

	# an address has colons, and these break words in readline
	if [[ $COMP_WORDBREAKS == *:* && $COMP_LINE == *:* ]]; then
		cur=${COMP_LINE:0:COMP_POINT}
		cur=${cur##*[[:blank:]]}
	fi

	case $command in
	'')
		options+=' --version'
		mapfile -t COMPREPLY < <(compgen -W "$commands $options" -- "$cur")
		;;
	show | evaluate | check)
		[[ $command != check ]] || options+=' --all'
		word=$(printf '%s ' /sys/bus/pci/devices/*)
		word=${word//\/sys\/bus\/pci\/devices\//}
		mapfile -t COMPREPLY < <(compgen -W "$word $options" -- "$cur")
		# give back only what is behind the last colon typed
		if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
			COMPREPLY=("${COMPREPLY[@]#"${cur%:*}:"}")
		fi
		;;
	list)
		options+=' --columns'
		if [[ ${COMP_WORDS[COMP_CWORD-1]} == --columns ]]; then
			word=${cur%"${cur##*,}"}
			options=$(vfioguard list --columns help 2>/dev/null |
				while read -r name _; do echo "$word$name"; done)
		fi
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		;;
	explain)
		word=$(vfioguard explain 2>/dev/null |
			while read -r _ name _; do echo "$name"; done)
		mapfile -t COMPREPLY < <(compgen -W "${word#NAME} $options" -- "$cur")
		;;
	preflight | tree | snapshot)
		case ${COMP_WORDS[COMP_CWORD-1]} in
		-F | --file | --groups)
			compopt -o default 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			return
			;;
		--profile) word='standard paranoid mainline' ;;
		--scope) word='gpu all' ;;
		*)
			word=$(vfioguard "$command" --help 2>/dev/null |
				grep -o -- '--[a-z]*')
			;;
		esac
		mapfile -t COMPREPLY < <(compgen -W "$word" -- "$cur")
		;;
	policy)
		case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
		*' load '* | *' parameters '*)
			compopt -o default 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			;;
		*' show '*)
			mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
			;;
		*)
			mapfile -t COMPREPLY < <(compgen -W "show load reset parameters $options" -- "$cur")
			;;
		esac
		;;
	events)
		mapfile -t COMPREPLY < <(compgen -W "--since --follow $options" -- "$cur")
		;;
	journal)
		mapfile -t COMPREPLY < <(compgen -W "--since $options" -- "$cur")
		;;
	disarm)
		mapfile -t COMPREPLY < <(compgen -W '--help' -- "$cur")
		;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		;;
	esac
}
complete -F _vfioguard vfioguard
