// SPDX-License-Identifier: GPL-2.0-only
/*
 * review.c - judges devices in use once more when the host around them has
 * changed: something came below the same switch, or is not quiet any more.
 *
 * In the worker of the watch: it wakes nothing. What is refused now stays where
 * it is, and is judged at each pass until it is allowed again or closed.
 */
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "assigned.h"
#include "config.h"
#include "decide.h"
#include "device.h"
#include "review.h"
#include "state.h"
#include "use.h"

/* Of a device that was bound before the gate was armed nobody says who has it */
static bool is_in_use(struct vg_device *dev, struct pci_dev *pdev)
{
	struct vg_owner owner;

	return vg_use_owner(dev, &owner) ||
	       (vg_pdev_assigned(pdev) && vg_device_unguarded(dev) &&
		vg_device_open(dev));
}

/* What comes meanwhile is not seen by the gate any more */
static bool is_being_opened(struct vg_device *dev)
{
	struct vg_use use;

	return vg_use_get(dev, &use) && use.state == VG_USE_CLAIMED;
}

/* It was found refused although it is in use */
static bool is_standing(const struct vg_decision *last)
{
	return last->trigger != VFIOGUARD_TRIGGER_OPEN &&
	       last->outcome != VG_ALLOW;
}

/*
 * What cannot be judged or read now, and what follows from a drift, which the
 * watch has told.
 */
static bool is_open_question(const struct vg_decision *now)
{
	u32 rules = now->rules & ~BIT(VG_RULE_UNREADABLE);

	if (rules & BIT(VG_RULE_ACS_DRIFT))
		rules &= ~(BIT(VG_RULE_ACS_DRIFT) | BIT(VG_RULE_ACS_PATH) |
			   BIT(VG_RULE_ACS_REACH_IN) |
			   BIT(VG_RULE_CLAIM_WITHOUT_HARDWARE) |
			   BIT(VG_RULE_ACS_SOURCE_VALIDATION));
	return now->outcome != VG_ALLOW && !rules;
}

static bool has_turned(const struct vg_decision *last,
		       const struct vg_decision *now)
{
	if (last->outcome == VG_ALLOW)
		return now->outcome != VG_ALLOW;
	return is_standing(last) && now->outcome == VG_ALLOW;
}

static enum vfioguard_action action_of(enum vg_outcome outcome)
{
	if (outcome == VG_ALLOW)
		return VFIOGUARD_ACTION_ALLOWED;
	return outcome == VG_REFUSE ? VFIOGUARD_ACTION_KEPT_OPEN :
				      VFIOGUARD_ACTION_AUDITED;
}

/* A peer may just be between two drivers: so it is judged twice */
static bool is_confirmed(struct vg_device *dev)
{
	if (dev->review == VG_REVIEW_SOON)
		return time_after_eq(jiffies, dev->turned + HZ);
	dev->turned = jiffies;
	return false;
}

static enum vg_review judge(struct vg_device *dev, struct pci_dev *pdev,
			    const struct vg_settings *config,
			    const struct vg_decision *last)
{
	struct vg_decision *now = vg_decide(pdev, config, 0, false);
	enum vg_review left = VG_REVIEW_DONE;

	if (is_open_question(now) || !vg_device_is_last(dev, last)) {
		left = VG_REVIEW_LATER;
	} else if (!has_turned(last, now)) {
		vg_device_approve(dev, last, now);
	} else if (!is_confirmed(dev)) {
		left = VG_REVIEW_SOON;
	} else {
		vg_decision_record(pdev, now, VFIOGUARD_TRIGGER_WATCH,
				   action_of(now->outcome));
		return VG_REVIEW_DONE;
	}
	vg_decision_drop(now);
	return left;
}

/**
 * vg_review() - judge a device again if it is in use
 * @dev: its entry
 * @pdev: its function
 * @changed: the host has changed, so that there is reason to
 *
 * Without that it is judged when it was decided about since the last review, or
 * found refused, or when something was left to do.
 *
 * Context: the watch; may sleep.
 * Return: what is left to do.
 */
enum vg_review vg_review(struct vg_device *dev, struct pci_dev *pdev,
			 bool changed)
{
	const struct vg_settings config = vg_config_get();
	struct vg_decision *last = kmalloc(sizeof(*last),
					   GFP_KERNEL | __GFP_NOFAIL);
	enum vg_review left = VG_REVIEW_DONE;

	if (is_being_opened(dev)) {
		left = VG_REVIEW_LATER;
	} else if (vg_device_decision(dev, last) &&
		   (changed || dev->review || is_standing(last) ||
		    last->sequence != dev->reviewed) &&
		   is_in_use(dev, pdev)) {
		left = judge(dev, pdev, &config, last);
		dev->reviewed = last->sequence;
	}
	dev->review = left;
	kfree(last);
	return left;
}
