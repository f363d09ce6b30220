package threads

// jobs is a list of jobs in the order of adding. A job is in one list at most.
type jobs struct {
	first, last *job
	count       int
}

func (l *jobs) add(j *job) {
	j.in, j.prev, j.next = l, l.last, nil
	if l.last == nil {
		l.first = j
	} else {
		l.last.next = j
	}
	l.last = j
	l.count++
}

func (l *jobs) remove(j *job) {
	if j.prev == nil {
		l.first = j.next
	} else {
		j.prev.next = j.next
	}
	if j.next == nil {
		l.last = j.prev
	} else {
		j.next.prev = j.prev
	}
	j.in, j.prev, j.next = nil, nil, nil
	l.count--
}

// wanted are those whose result somebody waits for, or will be told of.
func (l *jobs) wanted() (list []*job) {
	for j := l.first; j != nil; j = j.next {
		if !j.given {
			list = append(list, j)
		}
	}
	return list
}
