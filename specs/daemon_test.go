//go:build linux

package specs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sys/unix"
)

// commandPatience is how long the command may take before a spec gives it up; none waits for it to pass.
const commandPatience = 60 * time.Second

// commandPath is the built command, once a spec has needed it.
var commandPath string

// command builds the real thing, once.
var command = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "ravel-specs")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "ravel")
	if out, err := exec.Command("go", "build", "-o", path, "ravel/cmd/ravel").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building: %w\n%s", err, out)
	}
	commandPath = path
	return path, nil
})

var _ = AfterSuite(func() {
	if commandPath != "" {
		os.RemoveAll(filepath.Dir(commandPath))
	}
})

// A commandRun is what a command that has ended has left.
type commandRun struct {
	stdout, stderr string
	code           int
}

// runCommand runs ravel to its end; of a daemon, that is until it serves.
func runCommand(args ...string) commandRun {
	GinkgoHelper()
	return runCommandAs(nil, args...)
}

// runCommandAs is runCommand of a process with attributes.
func runCommandAs(attributes *syscall.SysProcAttr, args ...string) commandRun {
	GinkgoHelper()
	path, err := command()
	Expect(err).NotTo(HaveOccurred())
	ctx, cancel := context.WithTimeout(context.Background(), commandPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = &stdout, &stderr, attributes
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(ctx.Err()).NotTo(HaveOccurred(), "it has not ended: %q", args)
	return commandRun{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// A daemon is a server in the background, that is ended with the spec.
type daemon struct {
	pid, pidfd int
	at         []string // where it listens
}

// startDaemon starts one in dir and reads its pid file.
func startDaemon(dir string, args ...string) *daemon {
	GinkgoHelper()
	got := runCommand(append([]string{"serve", "--daemon", "--rundir", dir}, args...)...)
	return daemonIn(dir, got)
}

// daemonIn is the daemon that a command has left behind, with its pid file in dir.
func daemonIn(dir string, got commandRun) *daemon {
	GinkgoHelper()
	Expect(got.code).To(Equal(0), "it went to the background: %+v", got)
	text, err := os.ReadFile(filepath.Join(dir, "ravel.pid"))
	Expect(err).NotTo(HaveOccurred())
	d := &daemon{}
	d.pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
	Expect(err).NotTo(HaveOccurred())
	d.pidfd, err = unix.PidfdOpen(d.pid, 0)
	Expect(err).NotTo(HaveOccurred(), "the process of the pid file lives")
	DeferCleanup(func() {
		unix.PidfdSendSignal(d.pidfd, unix.SIGKILL, nil, 0) // ESRCH, when it has ended
		unix.Close(d.pidfd)
	})
	for _, line := range strings.Split(strings.TrimSpace(got.stdout), "\n") {
		_, where, ok := strings.Cut(line, " listening on ")
		Expect(ok).To(BeTrue(), "the announcement %q", line)
		d.at = append(d.at, where)
	}
	return d
}

func (d *daemon) signal(s unix.Signal) {
	GinkgoHelper()
	Expect(unix.PidfdSendSignal(d.pidfd, s, nil, 0)).To(Succeed())
}

// leadsTo is what a descriptor of its leads to.
func (d *daemon) leadsTo(fd int) string {
	GinkgoHelper()
	to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", d.pid, fd))
	Expect(err).NotTo(HaveOccurred())
	return to
}

// ids are the lines about users and groups in its status.
func (d *daemon) ids() []string {
	GinkgoHelper()
	return regexp.MustCompile(`(?m)^(Uid|Gid|Groups|CapEff):.*$`).FindAllString(fileText("/proc", strconv.Itoa(d.pid), "status"), -1)
}

// ofNobody are the ids of a process that has given up all that it may do.
var ofNobody = []string{
	"Uid:\t65534\t65534\t65534\t65534", "Gid:\t65534\t65534\t65534\t65534", "Groups:\t65534 ", "CapEff:\t0000000000000000",
}

// stop ends it in order, and waits.
func (d *daemon) stop() {
	GinkgoHelper()
	d.signal(unix.SIGTERM)
	d.ends()
}

// ends waits for its end.
func (d *daemon) ends() {
	GinkgoHelper()
	poll := []unix.PollFd{{Fd: int32(d.pidfd), Events: unix.POLLIN}}
	n, err := unix.Poll(poll, int(commandPatience.Milliseconds()))
	Expect(err).NotTo(HaveOccurred())
	Expect(n).To(Equal(1), "it ends")
}

// asks sends a line to "tcp:HOST:PORT" or "unix:PATH" and returns all that comes.
func asks(endpoint, line string) string {
	GinkgoHelper()
	network, addr, _ := strings.Cut(endpoint, ":")
	c, err := net.Dial(network, addr)
	Expect(err).NotTo(HaveOccurred())
	defer c.Close()
	Expect(c.SetDeadline(time.Now().Add(commandPatience))).To(Succeed())
	_, err = io.WriteString(c, line+"\r\n")
	Expect(err).NotTo(HaveOccurred())
	said, err := io.ReadAll(c)
	Expect(err).NotTo(HaveOccurred())
	return string(said)
}

func fileText(path ...string) string {
	GinkgoHelper()
	text, err := os.ReadFile(filepath.Join(path...))
	Expect(err).NotTo(HaveOccurred())
	return string(text)
}

var _ = Describe("finger as a service", func() {
	It("goes to the background with a log file and a pid file, answers, and stops on SIGTERM", func() {
		dir := GinkgoT().TempDir()
		d := startDaemon(dir, "finger", "--listen", "tcp:127.0.0.1:0", "--listen", "unix:finger.sock", "--verbose")
		Expect(asks(d.at[0], "moshez")).To(Equal("Happy and well\r\n"), "the answer of the articles")
		Expect(asks("unix:"+filepath.Join(dir, "finger.sock"), "nobody")).To(Equal("No such user\r\n"), "paths are within --rundir")

		sid, err := unix.Getsid(d.pid)
		Expect(err).NotTo(HaveOccurred())
		Expect(sid).To(Equal(d.pid), "it leads a session of its own, without a terminal")
		for fd := range 2 {
			Expect(d.leadsTo(fd)).To(Equal("/dev/null"), "descriptor %d is nobody's", fd)
		}
		Expect(d.leadsTo(2)).To(Equal(filepath.Join(dir, "ravel.log")), "what the runtime says of a crash is in the log")

		for _, name := range []string{"ravel.pid", "ravel.log"} {
			info, err := os.Stat(filepath.Join(dir, name))
			Expect(err).NotTo(HaveOccurred())
			Expect(info.Mode().Perm()).To(Equal(os.FileMode(0o600)), "%s is nobody else's: a daemon's mask is 077", name)
		}

		again := runCommand("serve", "--daemon", "--rundir", dir, "finger")
		Expect(again).To(Equal(commandRun{
			stderr: fmt.Sprintf("ravel serve: pid file ravel.pid: process %d is running\n", d.pid), code: 1,
		}), "one that lives is refused, and named")

		d.stop()
		Expect(filepath.Join(dir, "ravel.pid")).NotTo(BeAnExistingFile(), "the pid file goes with the process")
		Expect(filepath.Join(dir, "finger.sock")).NotTo(BeAnExistingFile(), "and so does the socket file")
		log := fileText(dir, "ravel.log")
		Expect(log).To(ContainSubstring("msg=listening service=finger endpoint="+d.at[0]), "who has no terminal reads it here")
		Expect(log).To(MatchRegexp(`msg=connected protocol=\S+ serial=1 peer=127\.0\.0\.1:\d+`), "every line of a connection says whose it is")
		Expect(log).To(ContainSubstring("msg=stopped signal=terminated"))
	})

	It("takes over the pid file of a process that is gone", func() {
		dir := GinkgoT().TempDir()
		path, err := command()
		Expect(err).NotTo(HaveOccurred())
		was := exec.Command(path, "--help")
		Expect(was.Run()).To(Succeed())
		Expect(os.WriteFile(filepath.Join(dir, "ravel.pid"), fmt.Appendln(nil, was.ProcessState.Pid()), 0o600)).To(Succeed())
		d := startDaemon(dir, "finger")
		Expect(d.pid).NotTo(Equal(was.ProcessState.Pid()))
		Expect(fileText(dir, "ravel.log")).To(ContainSubstring("replaced a stale pid file"))
		d.stop()
	})

	It("says why it cannot start to whoever started it, and leaves nothing behind", func() {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		defer taken.Close()
		dir := GinkgoT().TempDir()
		got := runCommand("serve", "--daemon", "--rundir", dir, "finger", "--listen", "tcp:"+taken.Addr().String())
		why := fmt.Sprintf("cannot listen on tcp:%s: bind: %v", taken.Addr(), unix.EADDRINUSE)
		Expect(got).To(Equal(commandRun{stderr: "ravel serve: " + why + "\n", code: 1}))
		Expect(filepath.Join(dir, "ravel.pid")).NotTo(BeAnExistingFile())
		Expect(fileText(dir, "ravel.log")).To(ContainSubstring(why), "the log has it too")

		none := filepath.Join(dir, "none")
		Expect(runCommand("serve", "--daemon", "--rundir", none, "finger").stderr).
			To(Equal(fmt.Sprintf("ravel serve: --rundir %s: %v\n", none, unix.ENOENT)), "a directory that is not there")
		Expect(os.WriteFile(filepath.Join(dir, "ravel.pid"), []byte("hello"), 0o600)).To(Succeed())
		Expect(runCommand("serve", "--daemon", "--rundir", dir, "finger").stderr).
			To(Equal("ravel serve: pid file ravel.pid: \"hello\" is no process id\n"), "somebody's file is not removed")
	})

	It("serves what a file says, several services in one process, and goes on in a new log file on SIGHUP", func() {
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "c.json"), []byte(`{
			"logformat": "json", "verbose": true,
			"services": [
				{"protocol": "finger", "listen": "tcp:127.0.0.1:0", "users": {"anna": "At sea"}},
				{"protocol": "qotd", "name": "quotes", "listen": "tcp:127.0.0.1:0", "quote": "Carpe diem"}]}`), 0o600)).To(Succeed())
		d := startDaemon(dir, "--config", filepath.Join(dir, "c.json"))
		Expect(asks(d.at[0], "anna")).To(Equal("At sea\r\n"))
		Expect(asks(d.at[1], "")).To(Equal("Carpe diem\r\n"))
		Expect(os.Rename(filepath.Join(dir, "ravel.log"), filepath.Join(dir, "old.log"))).To(Succeed())
		Expect(unix.PidfdSendSignal(d.pidfd, unix.SIGHUP, nil, 0)).To(Succeed())
		d.stop()
		for _, line := range strings.Split(strings.TrimSpace(fileText(dir, "old.log")), "\n") {
			Expect(json.Valid([]byte(line))).To(BeTrue(), line)
		}
	})

	It("binds what is the superuser's before it becomes somebody else", func() {
		if os.Getuid() != 0 {
			Skip("only the superuser can become somebody else")
		}
		dir := GinkgoT().TempDir()
		Expect(os.Chmod(dir, 0o700)).To(Succeed())
		d := startDaemon(dir, "finger", "--listen", "unix:finger.sock", "--uid", "nobody")
		Expect(d.ids()).To(Equal(ofNobody))
		Expect(asks("unix:"+filepath.Join(dir, "finger.sock"), "moshez")).To(Equal("Happy and well\r\n"), "in a directory that only the superuser may enter")
		d.stop()
		Expect(runCommand("serve", "finger", "--uid", "no-such-user")).To(Equal(commandRun{
			stderr: "ravel serve: --uid no-such-user: there is no such user\nSee: ravel serve --help\n", code: 2,
		}))
	})

	It("binds a port below 1024, and keeps it when it is nobody", func() {
		if os.Getuid() != 0 {
			Skip("only the superuser may bind it")
		}
		dir := GinkgoT().TempDir()
		// On a host of its own nobody else has the port.
		attributes := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
		d := daemonIn(dir, runCommandAs(attributes, "serve", "finger", "--listen", "tcp::79", "--daemon", "--rundir", dir, "--uid", "nobody"))
		Expect(d.ids()).To(Equal(ofNobody))
		Expect(fileText("/proc", strconv.Itoa(d.pid), "net", "tcp")).To(MatchRegexp(`00000000:004F 00000000:0000 0A `), "port 79 listens")
		d.stop()
	})

	It("becomes a user in another group, or only enters another group", func() {
		if os.Getuid() != 0 {
			Skip("only the superuser can")
		}
		d := startDaemon(GinkgoT().TempDir(), "finger", "--uid", "nobody", "--gid", "1")
		Expect(d.ids()).To(Equal([]string{ofNobody[0], "Gid:\t1\t1\t1\t1", "Groups:\t1 ", ofNobody[3]}), "and has left all others")
		d.stop()
		d = startDaemon(GinkgoT().TempDir(), "finger", "--gid", "1")
		Expect(d.ids()[:3]).To(Equal([]string{"Uid:\t0\t0\t0\t0", "Gid:\t1\t1\t1\t1", "Groups:\t1 "}))
		d.stop()
	})

	It("makes files as the mask says", func() {
		dir := GinkgoT().TempDir()
		d := startDaemon(dir, "finger", "--umask", "027")
		info, err := os.Stat(filepath.Join(dir, "ravel.pid"))
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode().Perm()).To(Equal(os.FileMode(0o640)), "0644 without what 027 forbids")
		Expect(fileText("/proc", strconv.Itoa(d.pid), "status")).To(ContainSubstring("Umask:\t0027\n"))
		d.stop()
	})

	It("can be shut in a directory in which there is nothing", func() {
		if os.Getuid() != 0 {
			Skip("only the superuser can change the root")
		}
		jail := GinkgoT().TempDir()
		Expect(os.Mkdir(filepath.Join(jail, "run"), 0o700)).To(Succeed())
		args := []string{"serve", "finger", "--daemon", "--chroot", jail, "--rundir", "/run", "--listen", "unix:f.sock", "--uid", "nobody"}
		d := daemonIn(filepath.Join(jail, "run"), runCommand(args...))
		root, err := os.Readlink(fmt.Sprintf("/proc/%d/root", d.pid))
		Expect(err).NotTo(HaveOccurred())
		Expect(root).To(Equal(jail))
		for fd := range 2 {
			Expect(d.leadsTo(fd)).To(Equal("/dev/null"), "there is none within, but it had let go of descriptor %d", fd)
		}
		Expect(d.ids()).To(Equal(ofNobody), "whom nothing within knows")
		Expect(asks("unix:"+filepath.Join(jail, "run", "f.sock"), "moshez")).To(Equal("Happy and well\r\n"), "paths are within")
		d.stop()
		Expect(fileText(jail, "run", "ravel.pid")).To(BeEmpty(), "nobody may not remove the superuser's file, and has left it empty")
		Expect(os.Remove(filepath.Join(jail, "run", "f.sock"))).To(Succeed())
		daemonIn(filepath.Join(jail, "run"), runCommand(args...)).stop()

		got := runCommand("serve", "finger", "--chroot", jail, "--pidfile", "/f.pid", "--listen", "unix:/no/such/place")
		Expect(got.stderr).To(HavePrefix("ravel serve: cannot listen on unix:/no/such/place: bind: "))
		Expect(filepath.Join(jail, "f.pid")).NotTo(BeAnExistingFile(), "nothing is left behind")
	})

	It("renames its log file when that is long enough, and when it is told to, and goes on in a new one", func() {
		dir := GinkgoT().TempDir()
		d := startDaemon(dir, "finger", "--verbose", "--logsize", "1000", "--logkeep", "2")
		for range 20 { // each is 200 bytes of log and more
			Expect(asks(d.at[0], "moshez")).To(Equal("Happy and well\r\n"))
		}
		d.signal(unix.SIGUSR1)
		d.stop()
		var all []string
		for _, name := range []string{"ravel.log.2", "ravel.log.1", "ravel.log"} {
			text := fileText(dir, name)
			Expect(len(text)).To(BeNumerically("<=", 1000), name)
			all = append(all, strings.FieldsFunc(text, func(c rune) bool { return c == '\n' })...) // the last may be empty yet
		}
		for _, line := range all {
			Expect(line).To(MatchRegexp(`^time=\S+ level=\S+ msg=`), "lines are whole")
		}
		Expect(all[len(all)-1]).To(ContainSubstring("msg=stopped"))
		Expect(filepath.Join(dir, "ravel.log.3")).NotTo(BeAnExistingFile(), "no more are kept")
	})

	It("has what the runtime says of a crash in the log that is written then", func() {
		dir := GinkgoT().TempDir()
		d := startDaemon(dir, "finger", "--verbose", "--logsize", "500")
		for range 5 { // each is 200 bytes of log and more
			Expect(asks(d.at[0], "moshez")).To(Equal("Happy and well\r\n"))
		}
		Expect(filepath.Join(dir, "ravel.log.1")).To(BeAnExistingFile(), "the log was renamed meanwhile")
		d.signal(unix.SIGQUIT) // the runtime writes where all its goroutines are, and exits
		d.ends()
		Expect(fileText(dir, "ravel.log")).To(ContainSubstring("SIGQUIT: quit"))
	})

	It("logs to the system's log under its prefix, also from within another root", func() {
		if os.Getuid() != 0 {
			Skip("only the superuser can put a log where the system's is")
		}
		dev, jail := GinkgoT().TempDir(), GinkgoT().TempDir()
		log, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dev, "log"), Net: "unixgram"})
		Expect(err).NotTo(HaveOccurred())
		defer log.Close()
		Expect(log.SetReadDeadline(time.Now().Add(commandPatience))).To(Succeed())
		Expect(os.WriteFile(filepath.Join(dev, "null"), nil, 0o600)).To(Succeed())
		path, err := command()
		Expect(err).NotTo(HaveOccurred())
		ctx, cancel := context.WithTimeout(context.Background(), commandPatience)
		defer cancel()
		// In this process's own view of the file system alone, dev takes the place of /dev.
		cmd := exec.CommandContext(ctx, "unshare", "--mount", "sh", "-c", `mount --bind /dev/null "$0/null" && mount --rbind "$0" /dev && exec "$@"`,
			dev, path, "serve", "finger", "--listen", "tcp:127.0.0.1:0", "--syslog", "--prefix", "fingers", "--chroot", jail, "--uid", "nobody")
		cmd.Stdout, cmd.Stderr = GinkgoWriter, GinkgoWriter
		Expect(cmd.Start()).To(Succeed())
		says := func() string {
			GinkgoHelper()
			line := make([]byte, 4096)
			n, err := log.Read(line)
			Expect(err).NotTo(HaveOccurred())
			return string(line[:n])
		}
		const daemonInfo = 3<<3 | 6 // RFC 5424 6.2.1: facility 3 "system daemons", severity 6 "Informational"
		Expect(says()).To(MatchRegexp(`^<%d>\w+ +\d+ [\d:]+ fingers\[%d\]: msg=listening service=finger endpoint=tcp:`, daemonInfo, cmd.Process.Pid))
		Expect(cmd.Process.Signal(syscall.SIGTERM)).To(Succeed())
		Expect(says()).To(ContainSubstring("msg=stopped signal=terminated"))
		Expect(cmd.Wait()).To(Succeed())
	})
})

var _ = Describe("ravel serve --debug-listen", func() {
	It("shows what the loop does", func() {
		d := startDaemon(GinkgoT().TempDir(), "echo", "--debug-listen", ":0")
		url, where := d.at[0], d.at[1]
		Expect(url).To(HavePrefix("http://127.0.0.1:"), "without a host it is shown to this one alone")
		network, addr, _ := strings.Cut(where, ":")
		c, err := net.Dial(network, addr)
		Expect(err).NotTo(HaveOccurred())
		defer c.Close()
		_, err = io.WriteString(c, "hello")
		Expect(err).NotTo(HaveOccurred())
		_, err = io.ReadFull(c, make([]byte, 5))
		Expect(err).NotTo(HaveOccurred())

		var vars struct {
			Ravel map[string]any `json:"ravel"`
		}
		Expect(json.Unmarshal([]byte(gets(url+"debug/vars")), &vars)).To(Succeed())
		Expect(vars.Ravel).To(And(
			HaveKeyWithValue("connections", 1.0), HaveKeyWithValue("ports", 1.0),
			HaveKeyWithValue("bytes_received", 5.0), HaveKeyWithValue("bytes_sent", 5.0),
			HaveKeyWithValue("turns", BeNumerically(">=", 2)), HaveKeyWithValue("waiting", BeNumerically(">", 0)),
			HaveKeyWithValue("busy", BeNumerically(">", 0)), HaveKeyWithValue("failures", 0.0),
		))
		Expect(gets(url)).To(ContainSubstring(`"connections_made": 1`))
		Expect(gets(url + "debug/pprof/goroutine?debug=1")).To(ContainSubstring("core/loop.(*Loop).Run"))
		d.stop()
	})
})

func gets(url string) string {
	GinkgoHelper()
	client := http.Client{Timeout: commandPatience}
	r, err := client.Get(url)
	Expect(err).NotTo(HaveOccurred())
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	Expect(err).NotTo(HaveOccurred())
	Expect(r.StatusCode).To(Equal(http.StatusOK), string(text))
	return string(text)
}
