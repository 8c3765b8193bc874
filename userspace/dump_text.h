/* SPDX-License-Identifier: GPL-2.0-only */
/* dump_text.h - what lspci -v says of a function, line by line */
#ifndef VG_DUMP_TEXT_H
#define VG_DUMP_TEXT_H

#include "dump_line.h"
#include "view.h"

/**
 * struct vg_dump_text - what was read of one function
 * @view: what it comes to; complete after vg_dump_text_close()
 * @verbose: as many v as the text was made with, at most 2
 * @cap_list: Status has Cap+
 * @capabilities: lines with a capability
 * @denied: capabilities that could not be read
 * @gone: unknown header type: config space reads as ones
 * @no_bridge: lspci says that the class is wrong for the header
 * @acs: an ACS capability, or its registers, are there
 * @acs_cap: the capability register is there
 * @acs_ctrl: the control register is there
 * @cut: the last line is cut or garbled
 * @status: the status register was met; as all below even when it is cut
 * @buses: bus numbers were met
 * @express: the PCIe capability was met
 * @acs_cap_seen: the ACS capability register was met
 * @acs_ctrl_seen: the ACS control register was met
 * @ats: an ATS capability, or its registers, are there
 * @ats_ctrl: the control register is there
 * @twice: a line that a function has once came again: it is another's
 * @ended: what lspci prints behind the capabilities is there
 */
struct vg_dump_text {
	struct vg_view view;
	u32 verbose;
	bool cap_list;
	u32 capabilities;
	bool denied;
	bool gone;
	bool no_bridge;
	bool acs;
	bool acs_cap;
	bool acs_ctrl;
	bool cut;
	bool status;
	bool buses;
	bool express;
	bool acs_cap_seen;
	bool acs_ctrl_seen;
	bool ats;
	bool ats_ctrl;
	bool twice;
	bool ended;
};

void vg_dump_text_read(struct vg_dump_text *t, struct vg_facts *facts,
		       const struct vg_line *line);
void vg_dump_text_close(struct vg_dump_text *t, bool ended);

#endif /* VG_DUMP_TEXT_H */
