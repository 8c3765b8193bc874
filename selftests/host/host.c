// SPDX-License-Identifier: GPL-2.0-only
/* host.c - runs the tables and the small suites, counts */
#include "test.h"

static u32 passed;
static u32 failed;
static char complaints[16384];

/* Kept until the test is reported */
void complain(const char *format, ...)
{
	size_t used = strlen(complaints);
	va_list args;

	if (sizeof(complaints) - used < 8)
		return;
	memcpy(complaints + used, "\t", 2);
	used++;
	va_start(args, format);
	vsnprintf(complaints + used, sizeof(complaints) - used - 2, format,
		  args);
	va_end(args);
	strcat(complaints, "\n");
}

void report(const char *suite, const char *name, bool ok)
{
	if (ok) {
		passed++;
	} else {
		failed++;
		printf("FAIL %s: %s\n%s", suite, name, complaints);
	}
	complaints[0] = '\0';
}

int main(void)
{
	run_table("switch", &table_switch);
	run_table("device", &table_device);
	run_table("bridge", &table_bridge);
	run_table("sriov", &table_sriov);
	run_table("root", &table_root);
	run_table("source", &table_source);
	run_table("unreadable", &table_unreadable);
	run_table("claims", &table_claims);
	run_table("scope", &table_scope);
	run_table("peers", &table_peers);
	run_table("mainline", &table_mainline);
	run_table("profile", &table_profile);
	run_table("facts", &table_facts);
	run_quirks();
	run_profiles();
	run_text();
	run_build();
	run_full();
	run_registers();
	run_features();
	run_cmdline();
	printf("host: %u passed, %u failed\n", passed, failed);
	return failed != 0;
}
