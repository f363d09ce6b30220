//go:build unix

package portable

const failsUnread = true
