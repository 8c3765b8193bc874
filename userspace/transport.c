// SPDX-License-Identifier: GPL-2.0-only
#include "transport.h"

#include <errno.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

/* An incomplete type to the outside: it is libmnl's socket and nothing else */
static struct mnl_socket *to_socket(struct vg_transport *t)
{
	return (struct mnl_socket *)t;
}

/**
 * vg_transport_open - a generic netlink socket that asks for strict checks
 *	and for extended acks
 *
 * Return: the socket, to be given to vg_transport_close(), or NULL with errno.
 */
struct vg_transport *vg_transport_open(void)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_GENERIC,
						     SOCK_CLOEXEC);
	int on = 1;

	if (!socket)
		return NULL;
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) ||
	    mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on,
				  sizeof(on))) {
		int error = errno;

		mnl_socket_close(socket);
		errno = error;
		return NULL;
	}
	return (struct vg_transport *)socket;
}

/**
 * vg_transport_send - send one message
 * @t: socket
 * @buf: the message
 * @len: its length
 *
 * Return: 0, or -1 with errno.
 */
int vg_transport_send(struct vg_transport *t, const void *buf, size_t len)
{
	return mnl_socket_sendto(to_socket(t), buf, len) < 0 ? -1 : 0;
}

/**
 * vg_transport_receive - receive one datagram
 * @t: socket
 * @buf: where to
 * @len: size of @buf
 *
 * Return: length of the datagram, or -1 with errno; ENOSPC when it does not
 * fit.
 */
ssize_t vg_transport_receive(struct vg_transport *t, void *buf, size_t len)
{
	return mnl_socket_recvfrom(to_socket(t), buf, len);
}

/**
 * vg_transport_join - listen to a group
 * @t: socket
 * @group: its number
 *
 * From then on a receive that waits in vain for five seconds fails with EAGAIN,
 * and one after messages were lost with ENOBUFS.
 *
 * Return: 0, or -1 with errno.
 */
int vg_transport_join(struct vg_transport *t, u32 group)
{
	const struct timeval patience = { .tv_sec = 5 };
	int fd = mnl_socket_get_fd(to_socket(t));
	/* Room for the whole journal; whoever may join may also have that */
	int room = 4 << 20;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof(patience)))
		return -1;
	return mnl_socket_setsockopt(to_socket(t), NETLINK_ADD_MEMBERSHIP,
				     &group, sizeof(group));
}

/**
 * vg_transport_close - end of the socket
 * @t: socket
 */
void vg_transport_close(struct vg_transport *t)
{
	mnl_socket_close(to_socket(t));
}
