// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump_load - dumps while devices come and go and drivers are bound
 *
 *   dump_load COUNT A B DRIVEN
 *
 * A and B are removed and found again in turns, so that at every moment at
 * least one of them is there. DRIVEN stays, and is bound to vfio-pci and
 * unbound all the time. A dump that is not marked NLM_F_DUMP_INTR has to be a
 * set of devices that was there at one moment, with DRIVEN either bound or not.
 */
#include "client.h"

#include <err.h>
#include <fcntl.h>
#include <netlink/attr.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PCI	"/sys/bus/pci"
/* Long enough for a dump that sees all of it bound, or unbound */
#define BOUND_US	100000

static struct {
	unsigned int whole, interrupted, without_a, without_b, ports;
	unsigned int removals, binds, bound, unbound;
} seen;

static const char *a, *b, *driven;
static char staying[MAX_RECORDS][16];
static int staying_count;
static bool stop;

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		err(1, "%s", path);
	if (write(fd, text, strlen(text)) < 0)
		err(1, "write of %s to %s", text, path);
	close(fd);
}

static void remove_and_rescan(const char *bdf)
{
	char path[128];

	snprintf(path, sizeof(path), PCI "/devices/%s/remove", bdf);
	write_file(path, "1");
	write_file(PCI "/rescan", "1");
	seen.removals++;
}

static void *come_and_go(void *arg)
{
	(void)arg;
	while (!stopped()) {
		remove_and_rescan(a);
		remove_and_rescan(b);
	}
	return NULL;
}

static void *bind_and_unbind(void *arg)
{
	char path[128];

	(void)arg;
	snprintf(path, sizeof(path), PCI "/devices/%s/driver_override", driven);
	write_file(path, "vfio-pci");
	while (!stopped()) {
		write_file(PCI "/drivers/vfio-pci/bind", driven);
		usleep(BOUND_US);
		write_file(PCI "/drivers/vfio-pci/unbind", driven);
		usleep(BOUND_US);
		seen.binds++;
	}
	return NULL;
}

static const char *address(const struct answer *answer, int record)
{
	return answer_string(answer, record, VFIOGUARD_A_DEVICE_BDF);
}

static bool has(const struct answer *answer, const char *bdf)
{
	int i;

	for (i = 0; i < answer->records; i++)
		if (!strcmp(address(answer, i), bdf))
			return true;
	return false;
}

static void dump(struct client *client, int cmd, struct answer *answer)
{
	client_call(client, cmd, NLM_F_DUMP, 0, NULL, answer);
	if (answer->error)
		errx(1, "command %d: %s: %s", cmd,
		     strerror(answer->error), answer->text);
	if (answer->records > MAX_RECORDS)
		errx(1, "%d records are too many", answer->records);
}

static void remember_staying(struct client *client)
{
	struct answer answer;
	int i;

	dump(client, VFIOGUARD_CMD_DEVICE_GET, &answer);
	if (!has(&answer, a) || !has(&answer, b) || !has(&answer, driven))
		errx(1, "%s, %s and %s have to be there", a, b, driven);
	for (i = 0; i < answer.records; i++)
		if (strcmp(address(&answer, i), a) &&
		    strcmp(address(&answer, i), b))
			snprintf(staying[staying_count++], sizeof(*staying),
				 "%s", address(&answer, i));
	answer_free(&answer);
}

/* Neither a device twice nor one that was never there, and all that stay */
static void check_whole(const struct answer *answer)
{
	int i;

	for (i = 1; i < answer->records; i++)
		if (strcmp(address(answer, i - 1), address(answer, i)) >= 0)
			errx(1, "%s comes before %s", address(answer, i - 1),
			     address(answer, i));
	for (i = 0; i < staying_count; i++)
		if (!has(answer, staying[i]))
			errx(1, "%s stays, but is not in a dump", staying[i]);
	if (!has(answer, a) && !has(answer, b))
		errx(1, "%s and %s were never away together", a, b);
	if (answer->records != staying_count + has(answer, a) + has(answer, b))
		errx(1, "%d records: what is more than known?",
		     answer->records);
}

/* Whether it is assigned is from the beginning of the dump, the driver is not */
static void check_driven(const struct answer *answer)
{
	const char *driver;
	bool assigned;
	int i = 0;

	while (strcmp(address(answer, i), driven))
		i++;
	assigned = answer_u32(answer, i, VFIOGUARD_A_DEVICE_ASSIGNED);
	driver = answer_attr(answer, i, VFIOGUARD_A_DEVICE_DRIVER) ?
		 answer_string(answer, i, VFIOGUARD_A_DEVICE_DRIVER) : "";
	if (answer_attr(answer, i, VFIOGUARD_A_DEVICE_DRIVER_BUSY))
		return;
	if (assigned != !strcmp(driver, "vfio-pci"))
		errx(1, "%s is%s assigned, its driver is '%s'", driven,
		     assigned ? "" : " not", driver);
	seen.bound += assigned;
	seen.unbound += !assigned;
}

static void one_dump(struct client *client)
{
	struct answer answer;

	dump(client, VFIOGUARD_CMD_DEVICE_GET, &answer);
	if (answer.interrupted) {
		seen.interrupted++;
	} else {
		check_whole(&answer);
		check_driven(&answer);
		seen.whole++;
		seen.without_a += !has(&answer, a);
		seen.without_b += !has(&answer, b);
	}
	answer_free(&answer);
}

static void port_dump(struct client *client)
{
	struct answer answer;

	dump(client, VFIOGUARD_CMD_PORT_GET, &answer);
	answer_free(&answer);
	seen.ports++;
}

static void report(void)
{
	printf("%u dumps: %u marked as interrupted, %u whole, of these ",
	       seen.whole + seen.interrupted, seen.interrupted, seen.whole);
	printf("%u without %s, %u without %s; ", seen.without_a, a,
	       seen.without_b, b);
	printf("%u with %s bound, %u unbound; %u port dumps, %u removals, %u binds\n",
	       seen.bound, driven, seen.unbound, seen.ports, seen.removals,
	       seen.binds);
	if (!seen.interrupted || !seen.without_a || !seen.without_b ||
	    !seen.bound || !seen.unbound)
		errx(1, "too little happened to have tested anything");
}

int main(int argc, char **argv)
{
	pthread_t threads[2];
	struct client client;
	int count, i;

	if (argc != 5)
		errx(64, "usage: dump_load COUNT A B DRIVEN");
	count = atoi(argv[1]);
	a = argv[2];
	b = argv[3];
	driven = argv[4];
	if (client_open(&client))
		errx(1, "no family " VFIOGUARD_FAMILY_NAME);
	remember_staying(&client);
	if (pthread_create(&threads[0], NULL, come_and_go, NULL) ||
	    pthread_create(&threads[1], NULL, bind_and_unbind, NULL))
		errx(1, "pthread_create failed");
	for (i = 0; i < count; i++) {
		one_dump(&client);
		if (i % 8 == 0)
			port_dump(&client);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	report();
	client_close(&client);
	return 0;
}
