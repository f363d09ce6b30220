package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ravel/transports/native"
)

func TestEachEndpointHasItsLineAndAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "echo.sock")
	c, at := serve(t, "echo", "--listen", "tcp:127.0.0.1:0", "--listen", "tcp6:[::1]:0", "--listen", "udp:127.0.0.1:0", "--listen", "udp:[::1]:0", "--listen", "unix:"+path)
	for i, want := range []string{"tcp:127.0.0.1:", "tcp6:[::1]:", "udp:127.0.0.1:", "udp:[::1]:", "unix:" + path} {
		if got := at[i].String(); !strings.HasPrefix(got, want) || strings.HasSuffix(got, ":0") {
			t.Errorf("endpoint %d is %q, want %q and the port that the system chose", i, got, want)
		}
		k := dial(t, at[i])
		k.says("hello")
		k.hears("hello")
		k.Close()
	}
	c.interrupt()
	if code, more, log := c.end(); code != exitOK || more != "" {
		t.Errorf("exit code %d, more output %q; log:\n%s", code, more, log)
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the socket file is left behind: %v", err)
	}
}

func TestEveryProtocolIsServed(t *testing.T) {
	var ask = map[string][2]string{
		"chat":      {"anna\r\n", "What's your name?\r\nWelcome, anna!\r\n"},
		"echo":      {"x", "x"},
		"discard":   {"x", ""},
		"chargen":   {"", ` !"#$%&'()*+,-./0123456789:;<=>?@ABC`},
		"qotd":      {"", quote},
		"finger":    {"moshez\r\n", "Happy and well\r\n"},
		"netstring": {"5:hello,", "5:hello,"},
		"int32":     {"\x00\x00\x00\x02hi", "\x00\x00\x00\x02hi"},
	}
	for _, name := range serviceNames() {
		t.Run(name, func(t *testing.T) {
			c, at := serve(t, name, "--grace", "0")
			k := dial(t, at[0])
			switch name {
			case "daytime":
				if line, err := k.in.ReadString('\n'); err != nil || !strings.HasSuffix(line, "\r\n") {
					t.Errorf("heard %q, %v; want a line", line, err)
				}
				k.hearsTheEnd()
			case "time":
				if _, err := k.in.Discard(4); err != nil {
					t.Error(err)
				}
				k.hearsTheEnd()
			default:
				exchange, known := ask[name]
				if !known {
					t.Fatal("this test does not know the protocol")
				}
				k.says(exchange[0])
				k.hears(exchange[1])
			}
			c.interrupt()
			if code, _, log := c.end(); code != exitOK {
				t.Errorf("exit code %d; log:\n%s", code, log)
			}
		})
	}
}

func TestReactorsAreChosenByName(t *testing.T) {
	c, at := serve(t, "qotd", "--reactor", "epoll")
	dial(t, at[0]).hears(quote)
	c.interrupt()
	c.end()
	here := strings.Join(native.Backends(), ", ")
	want := outcome{stderr: "ravel serve: --reactor \"kqueue\" is unknown; here is " + here + "\nSee: ravel serve --help\n", code: exitUsage}
	if got := ravel(t, "serve", "qotd", "--reactor", "kqueue"); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestWhereNobodyCanListenIsOneError(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	nowhere := filepath.Join(t.TempDir(), "no", "such", "directory")
	for endpoint, why := range map[string]string{
		"tcp:" + taken.Addr().String(): "bind: " + syscall.EADDRINUSE.Error(),
		"tcp:192.0.2.1:0":              "bind: " + syscall.EADDRNOTAVAIL.Error(), // RFC 5737: nobody's address
		"unix:" + file:                 "bind: " + syscall.EADDRINUSE.Error() + ": the path exists",
		"unix:" + nowhere:              "bind: " + syscall.ENOENT.Error(),
	} {
		want := outcome{stderr: fmt.Sprintf("ravel serve: cannot listen on %s: %s\n", endpoint, why), code: exitFailed}
		if got := ravel(t, "serve", "chat", "--listen", endpoint); got != want {
			t.Errorf("%s: %+v\nwant %+v", endpoint, got, want)
		}
	}
}

func TestAFailedStartLeavesNothingBehind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chat.sock")
	got := ravel(t, "serve", "chat", "--listen", "unix:"+path, "--listen", "tcp:192.0.2.1:0")
	if got.code != exitFailed || got.stdout != "" {
		t.Errorf("%+v, want a failure and no endpoint announced", got)
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the first endpoint's socket file is left behind: %v", err)
	}
}

func TestAPathInUseIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "echo.sock")
	_, at := serve(t, "echo", "--listen", "unix:"+path)
	if got := ravel(t, "serve", "chat", "--listen", "unix:"+path); got.code != exitFailed {
		t.Errorf("%+v, want a failure: somebody listens there", got)
	}
	k := dial(t, at[0])
	k.says("still there?")
	k.hears("still there?")
}

func TestBadInputEndsItsOwnConnectionAlone(t *testing.T) {
	for _, c := range []struct {
		protocol, bad, said string // said is what the bad peer hears before its end
		meet                func(k *talk)
		good, answer        string
	}{
		{
			protocol: "chat", bad: strings.Repeat("x", 5000) + "\r\n", said: "What's your name?\r\n",
			meet: func(k *talk) { k.joins("anna"); k.says("\r\n") },
		},
		{protocol: "netstring", bad: "3:toolong,", good: "2:hi,", answer: "2:hi,"},
		{protocol: "netstring", bad: "2:hi,x", said: "2:hi,", good: "2:hi,", answer: "2:hi,"},
		{protocol: "netstring", bad: "99999999999999999999:", good: "2:hi,", answer: "2:hi,"},
		{protocol: "int32", bad: "\xff\xff\xff\xff", good: "\x00\x00\x00\x01x", answer: "\x00\x00\x00\x01x"},
		{protocol: "finger", bad: strings.Repeat("x", 1000) + "\r\n", said: "Finger query too long\r\n", good: "moshez\r\n", answer: "Happy and well\r\n"},
	} {
		t.Run(c.protocol, func(t *testing.T) {
			_, at := serve(t, c.protocol)
			before := dial(t, at[0])
			if c.meet != nil {
				c.meet(before)
			}
			bad := dial(t, at[0])
			bad.says(c.bad)
			bad.hears(c.said)
			bad.isCut()
			before.says(c.good)
			before.hears(c.answer)
			after := dial(t, at[0])
			if c.protocol == "chat" {
				after.joins("bert")
				after.says("hello\r\n")
				before.hears("<bert> hello\r\n")
				return
			}
			after.says(c.good)
			after.hears(c.answer)
		})
	}
}
