package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// began is when a process was started, to about a second.
func began(pid int) (at time.Time, ok bool) {
	// proc(5): the 22nd field is "the time the process started after system boot ... in clock ticks", of which
	// programs always see 100 a second. The second field, a name in parentheses, may hold anything.
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return at, false
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return at, false
	}
	ticks, err := strconv.ParseInt(string(fields[19]), 10, 64)
	if err != nil {
		return at, false
	}
	var since unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &since); err != nil {
		return at, false
	}
	return time.Now().Add(time.Duration(ticks)*(time.Second/100) - time.Duration(since.Nano())), true
}

// monotonic is the system's clock that is never set, for supervisors.
func monotonic() (since time.Duration, ok bool) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return time.Duration(t.Nano()), err == nil
}
