/* The one function of Windows that Go programs need and Debian's wine has not: random bytes. */
#include <stddef.h>
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *, unsigned long);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *p, size_t n) { return SystemFunction036(p, (unsigned long)n); }
