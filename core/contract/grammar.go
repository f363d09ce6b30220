package contract

// index is the rows as an array: what a state says of an event, or nil where that is nothing.
var index = indexRows()

func indexRows() *[stateCount][eventCount]*Row {
	var x [stateCount][eventCount]*Row
	for i := range rows {
		r := &rows[i]
		if r.Verdict == Holds {
			continue
		}
		for _, s := range r.In {
			for _, e := range r.On {
				x[s][e] = r
			}
		}
	}
	return &x
}

// rowOf is the row of that id.
func rowOf(id string) Row {
	for i := range rows {
		if rows[i].ID == id {
			return rows[i]
		}
	}
	panic("contract: no row " + id)
}

// step is where e leads from s, and the row that forbids it, if one does: then the state stays.
func step(s State, e Event) (State, *Row) {
	r := index[s][e]
	switch {
	case r == nil || r.Verdict == Stays:
		return s, nil
	case r.Verdict == Never:
		return s, r
	}
	return r.To, nil
}
