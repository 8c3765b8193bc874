// SPDX-License-Identifier: GPL-2.0-only
/* audit_on - what "auditctl -e 1" does, for an initramfs without it */
#include <err.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct {
		struct nlmsghdr header;
		struct audit_status status;
	} request = {
		.header = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = AUDIT_SET,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.status = { .mask = AUDIT_STATUS_ENABLED, .enabled = 1 },
	};
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
	} answer = { .error.error = 0 };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);

	if (fd < 0)
		err(1, "socket");
	if (send(fd, &request, sizeof(request), 0) < 0)
		err(1, "send");
	if (recv(fd, &answer, sizeof(answer), 0) < 0)
		err(1, "recv");
	if (answer.header.nlmsg_type != NLMSG_ERROR || answer.error.error)
		errx(1, "audit: %s", strerror(-answer.error.error));
	close(fd);
	return 0;
}
