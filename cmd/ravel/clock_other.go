//go:build !linux

package main

import "time"

// began is not known here.
func began(int) (at time.Time, ok bool) { return at, false }

// monotonic is for supervisors that these systems do not have.
func monotonic() (since time.Duration, ok bool) { return 0, false }
