package kernel_test

import (
	"syscall"
	"testing"

	"ravel/fakes/kernel"
)

func TestLocks(t *testing.T) {
	files := kernel.NewFileTable()
	r := newRigWith(t, kernel.Config{Files: files, PID: 11}, kernel.Config{Files: files, PID: 22})
	stale, err := r.a.Lock("/l.lock")
	if stale || err != nil {
		t.Fatal(stale, err)
	}
	if content, _ := files.ReadFile("/l.lock"); content != "11" {
		t.Errorf("the lock names %q", content)
	}
	_, err = r.b.Lock("/l.lock")
	r.wantErr(err, syscall.EEXIST, "a live process holds it")
	r.wantErr(r.b.Unlock("/l.lock"), syscall.EPERM, "it is not its own")
	if !r.b.Locked("/l.lock") {
		t.Error("it is locked")
	}
	r.wantErr(r.a.Close(), nil, "")
	if r.b.Locked("/l.lock") {
		t.Error("its process has ended")
	}
	stale, err = r.b.Lock("/l.lock")
	if !stale || err != nil {
		t.Error("a stale lock is taken over:", stale, err)
	}
	r.wantErr(r.b.Unlock("/l.lock"), nil, "")
	r.wantErr(r.b.Unlock("/l.lock"), syscall.ENOENT, "")
}

func TestALockThatNamesNobodyIsStale(t *testing.T) {
	r := newRig(t)
	for _, content := range []string{"", "what?", "-1", "99999"} {
		r.a.Files().WriteFile("/l.lock", content)
		if stale, err := r.a.Lock("/l.lock"); !stale || err != nil {
			t.Errorf("%q: %v, %v", content, stale, err)
		}
	}
}
