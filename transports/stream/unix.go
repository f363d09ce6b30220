package stream

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"ravel/core"
	"ravel/core/port"
)

// socketMode is UNIXListenConfig's default.
const socketMode fs.FileMode = 0o666

// UNIX is a reactor's core.UNIX.
type UNIX struct{ m *Machine }

var _ core.UNIX = (*UNIX)(nil)

// NewUNIX is m's facet for UNIX stream sockets.
func NewUNIX(m *Machine) *UNIX { return &UNIX{m} }

// ListenUNIX is documented at core.UNIX.
func (u *UNIX) ListenUNIX(path string, f core.Factory, c ...core.UNIXListenConfig) (core.Listener, error) {
	mustFactory(f)
	l, err := u.listen(path, f, last(c))
	if err != nil {
		return nil, &core.ListenError{Addr: core.UNIXAddr(path), Err: err}
	}
	return l, nil
}

func (u *UNIX) listen(path string, f core.Factory, cfg core.UNIXListenConfig) (*listener, error) {
	if path == "" || cfg.Lock && abstract(path) {
		return nil, fmt.Errorf("%w %q: a path is needed", core.ErrInvalidAddress, path)
	}
	if !abstract(path) && strings.Contains(path, "\x00") {
		// A system would take the path to end there, and the file that it makes would not be the one that is unlinked.
		return nil, fmt.Errorf("%w %q: a path has no zero byte", core.ErrInvalidAddress, path)
	}
	closed := func() { u.unlink(path) }
	if abstract(path) {
		closed = nil
	}
	if cfg.Lock {
		if err := u.lock(path); err != nil {
			return nil, err
		}
		closed = func() { u.unlink(path); u.unlock(path) }
	}
	s, err := u.m.loop.Port().Listen(port.ListenConfig{
		At:      port.Addr{Path: path},
		Backlog: orDefault(cfg.Backlog, backlog),
		Mode:    uint32(orDefault(cfg.Mode, socketMode).Perm()),
	})
	if err != nil {
		if cfg.Lock {
			u.unlock(path)
		}
		return nil, supported(err)
	}
	return u.m.listen(s, f, newCommon(u.m, "unix", cfg.ConnConfig), closed)
}

// lock takes the lock beside path. If its last owner is gone, so is what it left at path.
func (u *UNIX) lock(path string) error {
	files, err := u.files()
	if err != nil {
		return err
	}
	stale, err := files.Lock(path + ".lock")
	if err != nil {
		return &port.OpError{Op: "lock " + path + ".lock", Err: err}
	}
	if stale {
		u.unlink(path)
	}
	return nil
}

func (u *UNIX) unlink(path string) {
	files, err := u.files()
	if err != nil {
		return
	}
	// Somebody may have been faster; and who has lost its power removes nothing.
	if err := files.Unlink(path); err != nil && !errors.Is(err, fs.ErrNotExist) && err != port.ErrClosed {
		u.m.loop.Failed("unlinking "+path, err)
	}
}

func (u *UNIX) unlock(path string) {
	files, err := u.files()
	if err == nil {
		err = files.Unlock(path + ".lock")
	}
	if err != nil && err != port.ErrClosed {
		u.m.loop.Failed("unlocking "+path, err)
	}
}

func (u *UNIX) files() (port.Files, error) {
	files, ok := u.m.loop.Port().(port.Files)
	if !ok {
		return nil, core.ErrUnsupported
	}
	return files, nil
}

// ConnectUNIX is documented at core.UNIX.
func (u *UNIX) ConnectUNIX(path string, f core.Factory, c ...core.UNIXConnectConfig) (core.Connector, error) {
	mustFactory(f)
	cfg := last(c)
	if path == "" {
		return nil, fmt.Errorf("%w %q: a path is needed", core.ErrInvalidAddress, path)
	}
	k := &connector{
		common:  newCommon(u.m, "unix", cfg.ConnConfig),
		factory: f,
		timeout: orDefault(cfg.Timeout, connectTimeout),
		dial:    port.DialConfig{To: port.Addr{Path: path}},
	}
	if cfg.CheckLock {
		k.vet = func() error { return u.vet(k, path) }
	}
	return k, k.Connect()
}

// vet refuses to dial a socket whose lock names no live process.
func (u *UNIX) vet(k *connector, path string) error {
	files, err := u.files()
	if err != nil {
		return k.failed(core.ErrConnectFailed, err)
	}
	if !files.Locked(path + ".lock") {
		return k.failed(core.ErrConnectionRefused, syscall.ECONNREFUSED)
	}
	return nil
}

func abstract(path string) bool { return strings.HasPrefix(path, "@") }
