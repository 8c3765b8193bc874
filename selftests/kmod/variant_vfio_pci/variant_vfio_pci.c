// SPDX-License-Identifier: GPL-2.0-only
/*
 * variant_vfio_pci.c - a variant driver of vfio-pci-core that varies nothing.
 *
 * Debian's kernels for x86 have none, and those of others want their hardware.
 * It calls what each of them calls, as mlx5_vfio_pci and virtio_vfio_pci do.
 */
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/vfio.h>
#include <linux/vfio_pci_core.h>

static int open_device(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *vdev =
		container_of(core_vdev, struct vfio_pci_core_device, vdev);
	int err = vfio_pci_core_enable(vdev);

	if (!err)
		vfio_pci_core_finish_enable(vdev);
	return err;
}

static const struct vfio_device_ops ops = {
	.name = "variant-vfio-pci",
	.init = vfio_pci_core_init_dev,
	.release = vfio_pci_core_release_dev,
	.open_device = open_device,
	.close_device = vfio_pci_core_close_device,
	.ioctl = vfio_pci_core_ioctl,
#ifdef HAVE_GET_REGION_INFO_CAPS
	.get_region_info_caps = vfio_pci_ioctl_get_region_info,
#endif
	.device_feature = vfio_pci_core_ioctl_feature,
	.read = vfio_pci_core_read,
	.write = vfio_pci_core_write,
	.mmap = vfio_pci_core_mmap,
	.request = vfio_pci_core_request,
	.match = vfio_pci_core_match,
#ifdef HAVE_MATCH_TOKEN_UUID
	.match_token_uuid = vfio_pci_core_match_token_uuid,
#endif
#if IS_ENABLED(CONFIG_IOMMUFD)
	.bind_iommufd = vfio_iommufd_physical_bind,
	.unbind_iommufd = vfio_iommufd_physical_unbind,
	.attach_ioas = vfio_iommufd_physical_attach_ioas,
	.detach_ioas = vfio_iommufd_physical_detach_ioas,
#endif
};

static int probe(struct pci_dev *pdev,
		 const struct pci_device_id *__always_unused id)
{
	struct vfio_pci_core_device *vdev =
		vfio_alloc_device(vfio_pci_core_device, vdev, &pdev->dev, &ops);
	int err;

	if (IS_ERR(vdev))
		return PTR_ERR(vdev);
	dev_set_drvdata(&pdev->dev, vdev);
	err = vfio_pci_core_register_device(vdev);
	if (err)
		vfio_put_device(&vdev->vdev);
	return err;
}

static void remove(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *vdev = dev_get_drvdata(&pdev->dev);

	vfio_pci_core_unregister_device(vdev);
	vfio_put_device(&vdev->vdev);
}

static const struct pci_device_id ids[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID) },
	{ }
};

MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver variant = {
	.name = KBUILD_MODNAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
	.err_handler = &vfio_pci_core_err_handlers,
	.driver_managed_dma = true,
};

module_pci_driver(variant);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A driver that uses vfio-pci-core, for tests");
