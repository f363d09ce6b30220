package blocking

import "syscall"

// shared is the shared name of an error of Winsock: there the syscall package invents numbers for those names.
// https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2
func shared(e syscall.Errno) syscall.Errno {
	switch e {
	case 10004:
		return syscall.EINTR
	case 10013:
		return syscall.EACCES
	case 10024:
		return syscall.EMFILE
	case 10048:
		return syscall.EADDRINUSE
	case 10049:
		return syscall.EADDRNOTAVAIL
	case 10050:
		return syscall.ENETDOWN
	case 10051:
		return syscall.ENETUNREACH
	case 10053:
		return syscall.ECONNABORTED
	case 10054:
		return syscall.ECONNRESET
	case 10055:
		return syscall.ENOBUFS
	case 10058:
		return syscall.EPIPE // WSAESHUTDOWN
	case 10060:
		return syscall.ETIMEDOUT
	case 10061:
		return syscall.ECONNREFUSED
	case 10064:
		return syscall.EHOSTDOWN
	case 10065:
		return syscall.EHOSTUNREACH
	}
	return e
}
