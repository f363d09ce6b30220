package native

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

const (
	// listenFDsStart is the first descriptor that a supervisor passes: SD_LISTEN_FDS_START.
	listenFDsStart = 3
	// listenFDsMax is how many descriptors are believed in.
	listenFDsMax = 4096
)

// ErrListenFDs is an environment that speaks of passed descriptors and makes no sense.
var ErrListenFDs = errors.New("bad LISTEN_FDS environment")

// A ListenFD is one descriptor that a supervisor passed to this process. Adopt it with AdoptListener
// or AdoptDatagram, which duplicate it, and then Close it.
type ListenFD struct {
	FD int
	// Name is what the supervisor calls it, "unknown" if it does not say.
	Name string
}

// ListenFDs returns what systemd, or another supervisor that speaks its protocol, passed to this
// process: none if LISTEN_PID is not this process's id. The descriptors are marked to be closed in
// children. With unset, the variables are removed from the environment, so that neither children nor
// a second call see them. The error is ErrListenFDs, or the system's for a descriptor that is not open.
//
// sd_listen_fds(3): "the $LISTEN_FDS, $LISTEN_PID and $LISTEN_FDNAMES environment variables".
func ListenFDs(unset bool) ([]ListenFD, error) {
	fds, err := listenFDs(os.Getenv, os.Getpid())
	if unset {
		for _, name := range []string{"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"} {
			os.Unsetenv(name)
		}
	}
	if err != nil {
		return nil, err
	}
	for _, fd := range fds {
		if err := closeOnExec(fd.FD); err != nil {
			return nil, fmt.Errorf("passed descriptor %d %q: %w", fd.FD, fd.Name, err)
		}
	}
	return fds, nil
}

// listenFDs reads the environment.
func listenFDs(getenv func(string) string, pid int) ([]ListenFD, error) {
	if getenv("LISTEN_PID") == "" || getenv("LISTEN_FDS") == "" {
		return nil, nil
	}
	forPID, err := strconv.Atoi(getenv("LISTEN_PID"))
	if err != nil || forPID <= 0 {
		return nil, fmt.Errorf("%w: LISTEN_PID %q is no process id", ErrListenFDs, getenv("LISTEN_PID"))
	}
	if forPID != pid {
		return nil, nil // it was for a process that started this one
	}
	n, err := strconv.Atoi(getenv("LISTEN_FDS"))
	if err != nil || n < 0 || n > listenFDsMax {
		return nil, fmt.Errorf("%w: LISTEN_FDS %q is not a number from 0 to %d", ErrListenFDs, getenv("LISTEN_FDS"), listenFDsMax)
	}
	names := strings.Split(getenv("LISTEN_FDNAMES"), ":")
	named := getenv("LISTEN_FDNAMES") != ""
	if named && len(names) != n {
		return nil, fmt.Errorf("%w: %d LISTEN_FDNAMES for %d LISTEN_FDS", ErrListenFDs, len(names), n)
	}
	fds := make([]ListenFD, n)
	for i := range fds {
		fds[i] = ListenFD{listenFDsStart + i, "unknown"}
		if named {
			fds[i].Name = names[i]
		}
	}
	return fds, nil
}
