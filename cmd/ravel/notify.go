package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// notifyPatience is how long a supervisor may leave a message lying before it is dropped.
const notifyPatience = time.Second

// A notifier tells the supervisor that started this process how it is getting on. sd_notify(3): "sends a
// message to the service manager", a datagram to the socket that $NOTIFY_SOCKET names. A nil one is nobody
// who listens.
type notifier struct {
	conn *net.UnixConn
	// watchdog is how often the supervisor wants to hear that the loop turns, or 0.
	watchdog time.Duration
}

// newNotifier reads the environment, and takes what it has read out of it so that children do not speak for
// this process. The socket is opened at once: later its path may be out of reach.
func newNotifier(getenv func(string) string, unsetenv func(string) error, pid int) (*notifier, error) {
	path := getenv("NOTIFY_SOCKET")
	usec, forPID := getenv("WATCHDOG_USEC"), getenv("WATCHDOG_PID")
	for _, name := range []string{"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} {
		unsetenv(name)
	}
	if path == "" {
		return nil, nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return nil, fmt.Errorf("NOTIFY_SOCKET: %w", err)
	}
	n := &notifier{conn: conn}
	// sd_watchdog_enabled(3): "$WATCHDOG_PID ... not set or set to the PID of the current process".
	if usec == "" || forPID != "" && forPID != strconv.Itoa(pid) {
		return n, nil
	}
	us, err := strconv.ParseInt(usec, 10, 64)
	if err != nil || us <= 0 || us > int64(time.Duration(1<<63-1)/time.Microsecond) {
		conn.Close()
		return nil, fmt.Errorf("WATCHDOG_USEC %q is no number of microseconds", usec)
	}
	n.watchdog = time.Duration(us) * time.Microsecond
	return n, nil
}

// ready says that everything has been started.
func (n *notifier) ready() error { return n.say(fmt.Sprintf("READY=1\nMAINPID=%d", os.Getpid())) }

// reloading says that what the supervisor asked for by a signal has begun; ready says that it is done.
func (n *notifier) reloading() error {
	text := "RELOADING=1"
	// sd_notify(3): "Typically used ... together with RELOADING=1", for Type=notify-reload: "the monotonic
	// timestamp ... when the notification message was generated".
	if since, ok := monotonic(); ok {
		text += fmt.Sprintf("\nMONOTONIC_USEC=%d", since.Microseconds())
	}
	return n.say(text)
}

// stopping says that the shutdown has begun.
func (n *notifier) stopping() error { return n.say("STOPPING=1") }

// lives is called by the loop: if it is not, the supervisor knows that something is stuck.
func (n *notifier) lives() error { return n.say("WATCHDOG=1") }

func (n *notifier) say(text string) error {
	if n == nil {
		return nil
	}
	n.conn.SetWriteDeadline(time.Now().Add(notifyPatience))
	_, err := n.conn.Write([]byte(text))
	return err
}

// every is how often lives is to be called: sd_watchdog_enabled(3) recommends "half of the time". 0 is
// never.
func (n *notifier) every() time.Duration {
	if n == nil {
		return 0
	}
	return n.watchdog / 2
}

func (n *notifier) close() {
	if n != nil {
		n.conn.Close()
	}
}
