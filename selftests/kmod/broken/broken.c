// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken.c - does one thing that a kernel module must not, when it is loaded.
 *
 * For check-debug: a kernel that watches itself has to see it, and the lab has
 * to hear of it.
 */
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

static char *what = "";
module_param(what, charp, 0444);
MODULE_PARM_DESC(what, "freed, outside, sleep, order, object or leak");

static DEFINE_SPINLOCK(spinlock);
static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

/* Of a size that the compiler does not know */
static int beyond = 64;

static void use_freed(void)
{
	char *memory = kzalloc(64, GFP_KERNEL);

	if (!memory)
		return;
	OPTIMIZER_HIDE_VAR(memory);
	kfree(memory);
	WRITE_ONCE(memory[8], 1);
}

static void write_outside(void)
{
	char *memory = kzalloc(64, GFP_KERNEL);

	if (!memory)
		return;
	OPTIMIZER_HIDE_VAR(memory);
	memory[READ_ONCE(beyond)] = 1;
	kfree(memory);
}

static void sleep_in_atomic(void)
{
	spin_lock(&spinlock);
	msleep(20);
	spin_unlock(&spinlock);
}

/* Nobody waits: lockdep has to see what could happen */
static void lock_both_ways(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);

	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void work(struct work_struct *unused)
{
}

static void free_queued_work(void)
{
	struct delayed_work *queued = kzalloc(sizeof(*queued), GFP_KERNEL);

	if (!queued)
		return;
	INIT_DELAYED_WORK(queued, work);
	schedule_delayed_work(queued, 3600 * HZ);
	kfree(queued);
}

static void leak(void)
{
	char *memory = kzalloc(64, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(memory);
}

static const struct {
	const char *name;
	void (*commit)(void);
} sins[] = {
	{ "freed", use_freed },
	{ "outside", write_outside },
	{ "sleep", sleep_in_atomic },
	{ "order", lock_both_ways },
	{ "object", free_queued_work },
	{ "leak", leak },
};

static int __init broken_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(sins); i++) {
		if (strcmp(what, sins[i].name))
			continue;
		sins[i].commit();
		return 0;
	}
	return -EINVAL;
}

static void __exit broken_exit(void)
{
}

module_init(broken_init);
module_exit(broken_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("What a debug kernel must notice");
