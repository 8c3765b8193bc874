// SPDX-License-Identifier: GPL-2.0-only
/*
 * vfio_race - two processes open a device each at the same moment
 *
 *   vfio_race BDF BDF ROUNDS
 *
 * In each round both have container, group and IOMMU before either asks for its
 * device, and from round to round they change devices. Says how often one got
 * its device, or none did; that both did ends it with status 1.
 */
#include <err.h>
#include <errno.h>
#include <linux/vfio.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"

/**
 * struct shared - what both processes see
 * @barrier: both are there
 * @got: by process, that it got its device in this round
 * @count: rounds, by the number of processes that got one
 */
struct shared {
	pthread_barrier_t barrier;
	bool got[2];
	unsigned int count[3];
};

static struct shared *shared;

static void play_round(int me, const char *bdf)
{
	int container = container_open();
	int group = container_attach(container, true, bdf);
	int device;

	pthread_barrier_wait(&shared->barrier);
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, bdf);
	if (device < 0 && errno != EPERM)
		err(1, "VFIO_GROUP_GET_DEVICE_FD of %s", bdf);
	shared->got[me] = device >= 0;
	pthread_barrier_wait(&shared->barrier);
	if (!me)
		shared->count[shared->got[0] + shared->got[1]]++;
	if (device >= 0)
		close(device);
	close(group);
	close(container);
	/* What the other one closes is not there in the next round */
	pthread_barrier_wait(&shared->barrier);
}

static void share(void)
{
	pthread_barrierattr_t attr;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(1, "mmap");
	pthread_barrierattr_init(&attr);
	pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&shared->barrier, &attr, 2);
}

int main(int argc, char **argv)
{
	int me = 1;
	int status;
	int rounds = argc == 4 ? atoi(argv[3]) : 0;
	int i;

	if (rounds < 1)
		errx(64, "usage: vfio_race BDF BDF ROUNDS");
	share();
	alarm(250);
	if (fork())
		me = 0;
	for (i = 0; i < rounds; i++)
		play_round(me, argv[1 + ((i + me) & 1)]);
	if (me)
		return 0;
	wait(&status);
	printf("%d rounds: one got a device in %u, none in %u, both in %u\n",
	       rounds, shared->count[1], shared->count[0], shared->count[2]);
	return status || shared->count[2] ? 1 : 0;
}
