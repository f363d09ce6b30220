package kernel

import "strconv"

// Open lists the descriptors that are open beside 0, 1 and 2, in their order, and then connections that
// were closed but still have something to send.
func (h *Host) Open() []string {
	var list []string
	for fd := 3; fd < len(h.fds); fd++ {
		if f := h.fds[fd].file; f != nil {
			list = append(list, strconv.Itoa(fd)+": "+f.self.describe())
		}
	}
	for _, c := range h.conns.list {
		if c != nil && c.orphan && c.out.len() > 0 {
			list = append(list, "closed: "+c.describe()+", "+strconv.Itoa(c.out.len())+" bytes unsent")
		}
	}
	return list
}
