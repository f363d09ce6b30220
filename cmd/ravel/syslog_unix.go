//go:build unix

package main

import (
	"fmt"
	"log/syslog"
)

// openSyslog is the log of this system, under the name prefix.
func openSyslog(prefix string) (severities, error) {
	w, err := syslog.New(syslog.LOG_DAEMON|syslog.LOG_INFO, prefix)
	if err != nil {
		return nil, fmt.Errorf("nobody takes it at /dev/log, /var/run/syslog or /var/run/log: %w", err)
	}
	return w, nil
}
