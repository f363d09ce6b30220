//go:build linux

package stream

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"ravel/core"
)

func TestUNIXSocketFile(t *testing.T) {
	r := newRig(t)
	path := t.TempDir() + "/s"
	l, err := r.ListenUNIX(path, one(&player{}))
	if err != nil {
		t.Fatal(err)
	}
	if got := mode(t, path); got != 0o666 {
		t.Errorf("UNX-01: the socket's mode is %o, want 666 whatever the umask", got)
	}
	if _, err := r.ListenUNIX(path, one(&player{})); !errors.Is(err, core.ErrCannotListen) || !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("UNX-01: an existing path: %v, want EADDRINUSE", err)
	}
	stopped := false
	l.StopListening(func() { stopped = true })
	r.until("the stop", func() bool { return stopped })
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("UNX-01: the file stays: %v", err)
	}
	l, err = r.ListenUNIX(path, one(&player{}), core.UNIXListenConfig{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	if got := mode(t, path); got != 0o600 {
		t.Errorf("the socket's mode is %o, want 600", got)
	}
	l.StopListening(nil)
}

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	s, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return s.Mode().Perm()
}

func TestUNIXConversationAndAddresses(t *testing.T) {
	for _, path := range []string{t.TempDir() + "/s", "@ravel-stream-" + t.TempDir()} {
		r := newRig(t)
		client, server := &player{}, &player{}
		l, err := r.ListenUNIX(path, one(server))
		if err != nil {
			t.Fatal(err)
		}
		r.ConnectUNIX(path, one(client))
		r.until("the connection", func() bool { return client.t != nil && server.t != nil })
		if got := client.t.RemoteAddr(); got != core.UNIXAddr(path) || l.Addr() != got || server.t.LocalAddr() != got {
			t.Errorf("the server is %v, %v and %v, want %s", got, l.Addr(), server.t.LocalAddr(), path)
		}
		if got := client.t.LocalAddr(); got != core.UNIXAddr("") || server.t.RemoteAddr() != got {
			t.Errorf("the client is %v and %v, want a socket without a name", got, server.t.RemoteAddr())
		}
		client.t.Write([]byte("over"))
		client.t.LoseConnection()
		r.bothLost(client, server)
		server.wants(t, path, "made", "data", "lost done")
		l.StopListening(nil)
		r.Iterate(0)
	}
}

func TestUNIXNobodyListens(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	left := dir + "/left"
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: left}); err != nil {
		t.Fatal(err)
	}
	syscall.Close(fd)
	for path, errno := range map[string]syscall.Errno{left: syscall.ECONNREFUSED, dir + "/never": syscall.ENOENT} {
		var reason error
		d := &diary{onFailed: func(_ core.Connector, err error) { reason = err }}
		if _, err := r.ConnectUNIX(path, d); err != nil {
			t.Fatal(err)
		}
		d.note("returned")
		r.until("the failure", func() bool { return reason != nil })
		d.wants(t, path, "startFactory", "startedConnecting connecting", "returned", "failed disconnected", "stopFactory")
		if !errors.Is(reason, core.ErrConnectionRefused) || !errors.Is(reason, errno) {
			t.Errorf("%s: %v, want refused and %v", path, reason, errno)
		}
	}
}

func TestUNIXLock(t *testing.T) {
	r := newRig(t)
	path := t.TempDir() + "/s"
	locked := core.UNIXListenConfig{Lock: true}
	check := core.UNIXConnectConfig{CheckLock: true}
	connect := func(why string, want string) {
		t.Helper()
		said := ""
		client := &player{}
		d := &diary{
			build:    func() (core.Protocol, error) { said = "connected"; return client, nil },
			onFailed: func(_ core.Connector, err error) { said = err.Error() },
		}
		r.ConnectUNIX(path, d, check)
		r.until(why, func() bool { return said != "" })
		if (said == "connected") != (want == "connected") {
			t.Errorf("%s: %s, want %s", why, said, want)
		}
	}
	connect("nobody holds the lock", "refused")
	l, err := r.ListenUNIX(path, one(&player{}), locked)
	if err != nil {
		t.Fatal(err)
	}
	connect("this process holds it", "connected")
	if _, err := r.ListenUNIX(path, one(&player{}), locked); !errors.Is(err, core.ErrCannotListen) || !errors.Is(err, syscall.EEXIST) {
		t.Errorf("a live lock: %v, want EEXIST", err)
	}
	stopped := false
	l.StopListening(func() { stopped = true })
	r.until("the stop", func() bool { return stopped })
	for _, p := range []string{path, path + ".lock"} {
		if _, err := os.Lstat(p); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s stays: %v", p, err)
		}
	}

	// What a process that is gone left behind: the socket's file and a lock with its id.
	leave(t, path)
	if _, err := r.ListenUNIX(path, one(&player{})); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("without the lock a file in the way stays there: %v", err)
	}
	l, err = r.ListenUNIX(path, one(&player{}), locked)
	if err != nil {
		t.Fatalf("a stale lock is taken over: %v", err)
	}
	connect("it was taken over", "connected")
	l.StopListening(nil)
}

// leave makes what a listening process that was killed leaves behind.
func leave(t *testing.T, path string) {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: path}); err != nil {
		t.Fatal(err)
	}
	// More than the kernel's largest process id (PID_MAX_LIMIT, 4194304).
	if err := os.WriteFile(path+".lock", []byte("4194305\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestUNIXPathsThatCannotBe(t *testing.T) {
	r := newRig(t)
	if _, err := r.ListenUNIX("", one(&player{})); !errors.Is(err, core.ErrInvalidAddress) {
		t.Errorf("no path: %v, want ErrInvalidAddress", err)
	}
	if _, err := r.ListenUNIX("@name", one(&player{}), core.UNIXListenConfig{Lock: true}); !errors.Is(err, core.ErrInvalidAddress) {
		t.Errorf("a lock beside no file: %v, want ErrInvalidAddress", err)
	}
	if _, err := r.ConnectUNIX("", one(&player{})); !errors.Is(err, core.ErrInvalidAddress) {
		t.Errorf("no path: %v, want ErrInvalidAddress", err)
	}
}
