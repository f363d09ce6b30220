//go:build unix

package core

import "syscall"

// systemSignals are the signals that UNIX systems have beside those that every system has.
func systemSignals() []namedSignal {
	return []namedSignal{
		{"USR1", syscall.SIGUSR1}, {"USR2", syscall.SIGUSR2}, {"CHLD", syscall.SIGCHLD}, {"CONT", syscall.SIGCONT},
		{"STOP", syscall.SIGSTOP}, {"TSTP", syscall.SIGTSTP}, {"TTIN", syscall.SIGTTIN}, {"TTOU", syscall.SIGTTOU},
		{"URG", syscall.SIGURG}, {"XCPU", syscall.SIGXCPU}, {"XFSZ", syscall.SIGXFSZ}, {"VTALRM", syscall.SIGVTALRM},
		{"PROF", syscall.SIGPROF}, {"WINCH", syscall.SIGWINCH}, {"IO", syscall.SIGIO}, {"SYS", syscall.SIGSYS},
	}
}
