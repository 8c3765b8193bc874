// SPDX-License-Identifier: GPL-2.0-only
/*
 * render.c - findings as text, and findings as a case expects them:
 *
 *	[?]RULE SEVERITY CULPRIT [CAUSE[/CAUSE]] [out|in|rid] [want:HEX]
 *	[seen:HEX] [for:SUBJECT] [: PEER ...]
 *
 * '?' marks a finding that may be missing, '*' any culprit, '-' none. 'for:'
 * means that the roles are swapped. Peers are compared when ':' is there.
 */
#include "test.h"

static const char * const causes[] = {
	[VG_CAUSE_NONE] = "none",
	[VG_CAUSE_NO_ACS] = "no-acs",
	[VG_CAUSE_NO_RR] = "no-rr",
	[VG_CAUSE_RR_OFF] = "rr-off",
	[VG_CAUSE_EGRESS_OPEN] = "egress-open",
	[VG_CAUSE_NO_UF] = "no-uf",
	[VG_CAUSE_UF_OFF] = "uf-off",
	[VG_CAUSE_CONVENTIONAL] = "conventional",
	[VG_CAUSE_UNREADABLE] = "unreadable",
	[VG_CAUSE_NO_UPSTREAM] = "no-upstream",
	[VG_CAUSE_ALIAS] = "alias",
	[VG_CAUSE_NO_SV] = "no-sv",
	[VG_CAUSE_SV_OFF] = "sv-off",
	[VG_CAUSE_SV_WIDE] = "sv-wide",
	[VG_CAUSE_OVERRIDE] = "override",
	[VG_CAUSE_CHANGED] = "changed",
	[VG_CAUSE_DT_ON] = "dt-on",
	[VG_CAUSE_OTHER_OWNER] = "other-owner",
	[VG_CAUSE_HOST_DRIVER] = "host-driver",
	[VG_CAUSE_NOT_QUIET] = "not-quiet",
};

static const char * const directions[] = { "out", "in", "rid" };
static const char * const severities[] = { "", "info", "warn", "refuse" };

static void render_name(char *buf, size_t len, const struct vg_name *n)
{
	if (!n->valid)
		snprintf(buf, len, "-");
	else if (n->segment)
		snprintf(buf, len, "%04x:%02x:%02x.%u", n->segment, n->rid >> 8,
			 n->rid >> 3 & 0x1f, n->rid & 7);
	else
		snprintf(buf, len, "%02x:%02x.%u", n->rid >> 8,
			 n->rid >> 3 & 0x1f, n->rid & 7);
}

static void append(char *buf, size_t len, const char *text)
{
	size_t used = strlen(buf);

	snprintf(buf + used, len - used, "%s", text);
}

static void render_finding(char *buf, size_t len, const struct vg_finding *f)
{
	char culprit[32];
	char name[32];
	char head[160];
	u32 i;

	render_name(culprit, sizeof(culprit), &f->culprit);
	render_name(name, sizeof(name), &f->subject);
	snprintf(head, sizeof(head),
		 "%u %s %s %s %s want:%02x seen:%02x %s%s quirk %u (%u):",
		 f->rule, severities[f->severity & 3], culprit,
		 f->cause < ARRAY_SIZE(causes) ? causes[f->cause] : "?",
		 directions[f->direction % 3], f->wanted,
		 f->seen, f->swapped ? "for:" : "subject ", name, f->quirk,
		 f->peer_count);
	append(buf, len, head);
	for (i = 0; i < f->peer_count && i < VG_MAX_PEERS; i++) {
		render_name(name, sizeof(name), &f->peers[i]);
		append(buf, len, " ");
		append(buf, len, name);
	}
}

void render_verdict(char *buf, size_t len, const struct vg_verdict *v)
{
	u32 i;

	snprintf(buf, len, "outcome %u, decisive %d, %u findings", v->outcome,
		 v->decisive, v->finding_count);
	for (i = 0; i < vg_findings_stored(v); i++) {
		append(buf, len, "\n\t\t");
		render_finding(buf, len, &v->finding[i]);
	}
}

static bool match_name(const struct vg_name *n, const char *expected)
{
	char name[32];

	if (!strcmp(expected, "*"))
		return true;
	render_name(name, sizeof(name), n);
	return !strcmp(name, expected);
}

/* "rr-off" or "no-uf/no-acs" */
static bool match_cause(u8 cause, const char *expected)
{
	const char *name = cause < ARRAY_SIZE(causes) ? causes[cause] : "?";
	size_t len = strlen(name);

	while (*expected) {
		size_t word = strcspn(expected, "/");

		if (word == len && !strncmp(expected, name, len))
			return true;
		expected += word;
		expected += *expected == '/';
	}
	return false;
}

static bool match_word(const struct vg_finding *f, const char *word)
{
	u32 i;

	if (!strncmp(word, "want:", 5))
		return f->wanted == strtoul(word + 5, NULL, 16);
	if (!strncmp(word, "seen:", 5))
		return f->seen == strtoul(word + 5, NULL, 16);
	if (!strncmp(word, "for:", 4))
		return match_name(&f->subject, word + 4);
	for (i = 0; i < ARRAY_SIZE(directions); i++)
		if (!strcmp(word, directions[i]))
			return f->direction == i;
	return match_cause(f->cause, word);
}

static bool match_peers(const struct vg_finding *f, char *list)
{
	char *save;
	char *word;
	u32 count = 0;
	bool seen;
	u32 i;

	for (word = strtok_r(list, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		seen = false;
		for (i = 0; i < f->peer_count && i < VG_MAX_PEERS; i++)
			seen |= match_name(&f->peers[i], word);
		if (!seen && count < VG_MAX_PEERS)
			return false;
		count++;
	}
	return count == f->peer_count;
}

/* The direction is part of the meaning of these rules */
static bool match_rule_direction(const struct vg_finding *f)
{
	switch (f->rule) {
	case VG_RULE_ACS_PATH:
		return f->direction == VG_OUTBOUND;
	case VG_RULE_ACS_REACH_IN:
		return f->direction == VG_INBOUND || f->swapped;
	case VG_RULE_REQUESTER_ID_SHARED:
		return f->direction == VG_SHARED_RID;
	default:
		return true;
	}
}

static bool match_finding(const struct vg_finding *f, const char *expected)
{
	char line[LINE_MAX_LEN];
	char *peers;
	char *save;
	char *word;
	u32 n = 0;

	snprintf(line, sizeof(line), "%s", expected);
	peers = strstr(line, " :");
	if (peers) {
		*peers = '\0';
		peers += 2;
	}
	if (f->swapped != !!strstr(line, "for:") || !match_rule_direction(f))
		return false;
	for (word = strtok_r(line, " ", &save); word;
	     word = strtok_r(NULL, " ", &save), n++) {
		if (n == 0 && f->rule != strtoul(word, NULL, 10))
			return false;
		if (n == 1 && strcmp(word, severities[f->severity & 3]))
			return false;
		if (n == 2 && !match_name(&f->culprit, word))
			return false;
		if (n > 2 && !match_word(f, word))
			return false;
	}
	return n >= 3 && (!peers || match_peers(f, peers));
}

/* Finds the finding that a line expects, and takes it */
static bool take_finding(const struct vg_verdict *v, const char *line,
			 bool *taken)
{
	bool optional = *line == '?';
	u32 i;

	for (i = 0; i < vg_findings_stored(v); i++) {
		if (taken[i] || !match_finding(&v->finding[i], line + optional))
			continue;
		taken[i] = true;
		return true;
	}
	if (!optional)
		complain("no such finding: %s", line);
	return optional;
}

/* Exactly the expected findings, in any order */
bool match_findings(const struct vg_verdict *v, const char *expected)
{
	bool taken[VG_MAX_FINDINGS] = { false };
	char list[LINE_MAX_LEN];
	bool ok = true;
	char *save;
	char *line;
	u32 i;

	snprintf(list, sizeof(list), "%s", expected);
	for (line = strtok_r(list, ";", &save); line;
	     line = strtok_r(NULL, ";", &save)) {
		line += strspn(line, " ");
		if (*line)
			ok &= take_finding(v, line, taken);
	}
	for (i = 0; i < vg_findings_stored(v); i++) {
		char text[LINE_MAX_LEN] = "";

		if (taken[i])
			continue;
		render_finding(text, sizeof(text), &v->finding[i]);
		complain("unexpected finding: %s", text);
		ok = false;
	}
	return ok;
}
