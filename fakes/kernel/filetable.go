package kernel

import (
	"strconv"
	"strings"
	"syscall"

	"ravel/core/port"
)

// A FileTable is the part of a machine's file system that sockets need. It outlives the processes
// that share it, and it also holds the abstract names, which do not.
type FileTable struct {
	files map[string]*inode // looked up, never ranged over
	live  map[int]int       // how many processes have an id
}

// An inode is a file: a socket's, or a plain one.
type inode struct {
	mode    uint32
	content string
	plain   bool
	stream  *unixListener
	packet  *unixDatagram
}

// NewFileTable is an empty table.
func NewFileTable() *FileTable {
	return &FileTable{files: make(map[string]*inode), live: make(map[int]int)}
}

func (t *FileTable) begin(pid int) { t.live[pid]++ }

func (t *FileTable) end(pid int) {
	if t.live[pid]--; t.live[pid] <= 0 {
		delete(t.live, pid)
	}
}

// WriteFile makes a plain file, as a process that is no part of the simulation would.
func (t *FileTable) WriteFile(path, content string) {
	t.files[path] = &inode{mode: 0o644, content: content, plain: true}
}

// ReadFile is a plain file's content.
func (t *FileTable) ReadFile(path string) (content string, ok bool) {
	n := t.files[path]
	if n == nil || !n.plain {
		return "", false
	}
	return n.content, true
}

// Mode is a file's mode, if the file exists.
func (t *FileTable) Mode(path string) (mode uint32, ok bool) {
	n := t.files[path]
	if n == nil {
		return 0, false
	}
	return n.mode, true
}

// bind makes a socket's file or abstract name.
func (t *FileTable) bind(path string, n *inode) syscall.Errno {
	switch {
	case len(path) > UNIXPathMax:
		return syscall.EINVAL
	case t.files[path] != nil:
		return syscall.EADDRINUSE
	}
	t.files[path] = n
	return 0
}

// unbind forgets an abstract name; a file stays until somebody unlinks it, but leads nowhere.
func (t *FileTable) unbind(path string, n *inode) {
	n.stream, n.packet = nil, nil
	if abstract(path) && t.files[path] == n {
		delete(t.files, path)
	}
}

func abstract(path string) bool { return strings.HasPrefix(path, "@") }

// Unlink removes a file. A process that has ended removes none.
func (h *Host) Unlink(path string) error {
	if h.closed {
		return port.ErrClosed
	}
	if h.files.files[path] == nil || abstract(path) {
		return wrap("unlink", syscall.ENOENT)
	}
	delete(h.files.files, path)
	return nil
}

// Lock makes the file path hold this process's id, taking a stale one over.
func (h *Host) Lock(path string) (stale bool, err error) {
	if h.closed {
		return false, port.ErrClosed
	}
	if h.Locked(path) {
		return false, wrap("lock", syscall.EEXIST)
	}
	stale = h.files.files[path] != nil
	h.files.WriteFile(path, strconv.Itoa(h.c.PID))
	return stale, nil
}

// Unlock removes the lock file, if this process holds it.
func (h *Host) Unlock(path string) error {
	if h.closed {
		return port.ErrClosed
	}
	content, ok := h.files.ReadFile(path)
	if !ok {
		return wrap("unlock", syscall.ENOENT)
	}
	if content != strconv.Itoa(h.c.PID) {
		return wrap("unlock", syscall.EPERM)
	}
	return h.Unlink(path)
}

// Locked reports whether a live process holds the lock. What names no process is stale.
func (h *Host) Locked(path string) bool {
	content, ok := h.files.ReadFile(path)
	if !ok {
		return false
	}
	pid, err := strconv.Atoi(strings.TrimSpace(content))
	return err == nil && h.files.live[pid] > 0
}
