// SPDX-License-Identifier: GPL-2.0-only
/*
 * journal_flood COUNT [modes|BDF] - so many entries in the journal
 *
 * A policy set for each, with "modes" audit and enforce in turn and enforce at
 * last; or a bind of a device that is refused, and that asks for vfio-pci.
 */
#include "client.h"

#include <err.h>
#include <fcntl.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void set_policy(struct client *client, int mode)
{
	struct nl_msg *msg = client_message(client, VFIOGUARD_CMD_POLICY_SET,
					    0);
	struct answer a;

	if (mode)
		nla_put_u32(msg, VFIOGUARD_A_POLICY_MODE, mode);
	client_send(client, msg, &a);
	if (a.error)
		errx(1, "policy-set: %s", strerror(a.error));
	answer_free(&a);
}

static void set_policies(int count, bool modes)
{
	struct client client;

	if (client_open(&client))
		errx(1, "no family " VFIOGUARD_FAMILY_NAME);
	for (; count > 0; count--)
		set_policy(&client, !modes ? 0 :
			   count % 2 ? VFIOGUARD_MODE_ENFORCE :
				       VFIOGUARD_MODE_AUDIT);
	client_close(&client);
}

/* That no driver took the device is no error of the write */
static void bind_in_vain(int count, const char *bdf)
{
	int fd = open("/sys/bus/pci/drivers_probe", O_WRONLY);

	if (fd < 0)
		err(1, "drivers_probe");
	for (; count > 0; count--)
		if (pwrite(fd, bdf, strlen(bdf), 0) < 0)
			err(1, "probe of %s", bdf);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3)
		errx(64, "usage: journal_flood COUNT [modes|BDF]");
	if (argc == 2 || !strcmp(argv[2], "modes"))
		set_policies(atoi(argv[1]), argc == 3);
	else
		bind_in_vain(atoi(argv[1]), argv[2]);
	return 0;
}
