/* SPDX-License-Identifier: GPL-2.0-only */
/* trace.h - the tracepoint vfioguard:vg_decision, in the context of the decision */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vfioguard

#if !defined(VG_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VG_TRACE_H

#include <linux/tracepoint.h>

#include "decide.h"

/* What the macro takes in is not used by each of its expansions. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
TRACE_EVENT(vg_decision,
	    TP_PROTO(const struct vg_decision *decision),
	    TP_ARGS(decision),
	    TP_STRUCT__entry(__field(u64, sequence)
			     __field(u32, segment)
			     __field(u16, rid)
			     __field(u8, trigger)
			     __field(u8, action)
			     __field(u32, rules)),
	    TP_fast_assign(__entry->sequence = decision->sequence;
			   __entry->segment = decision->segment;
			   __entry->rid = decision->rid;
			   __entry->trigger = decision->trigger;
			   __entry->action = decision->action;
			   __entry->rules = decision->rules;),
	    TP_printk("seq=%llu device=%04x:%02x:%02x.%x trigger=%u action=%u rules=0x%x",
		      __entry->sequence, __entry->segment, __entry->rid >> 8,
		      __entry->rid >> 3 & 0x1f, __entry->rid & 7,
		      __entry->trigger, __entry->action, __entry->rules)
);
#pragma GCC diagnostic pop

#endif /* VG_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
