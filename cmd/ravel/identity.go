package main

import (
	"fmt"
	"os/user"
	"strconv"
)

// An identity is who a process is to the system.
type identity struct {
	uid, gid int
	groups   []int
}

// findIdentity looks up a user and a group, by name or number. Without a group it is the user's own, with
// the user's other groups; without a user, the present one stays. It must be asked before the root changes.
// called is what the flags "uid" and "gid" are called in errors.
func findIdentity(uid, gid string, present int, called func(flag string) string) (i identity, err error) {
	i.uid, i.gid = present, -1
	if uid != "" {
		if err := i.findUser(uid, gid == "", called("uid")); err != nil {
			return i, err
		}
	}
	if gid == "" {
		return i, nil
	}
	g, err := user.LookupGroup(gid)
	if err == nil {
		i.gid, err = strconv.Atoi(g.Gid)
	} else if i.gid, err = number(gid); err != nil {
		return i, usagef("%s %s: there is no such group", called("gid"), gid)
	}
	i.groups = []int{i.gid}
	return i, err
}

func (i *identity) findUser(uid string, withGroups bool, called string) error {
	u, err := user.Lookup(uid)
	if err != nil {
		u, err = user.LookupId(uid)
	}
	if err != nil {
		n, notNumber := number(uid)
		switch {
		case notNumber != nil:
			return usagef("%s %s: there is no such user", called, uid)
		case withGroups:
			return usagef("%s %s: this system does not know that user's group: say --gid", called, uid)
		}
		i.uid = n
		return nil
	}
	if i.uid, err = strconv.Atoi(u.Uid); err != nil || !withGroups {
		return err
	}
	if i.gid, err = strconv.Atoi(u.Gid); err != nil {
		return err
	}
	i.groups = []int{i.gid}
	ids, err := u.GroupIds()
	if err != nil {
		return fmt.Errorf("%s %s: the user's groups: %w", called, uid, err)
	}
	for _, id := range ids {
		if g, err := strconv.Atoi(id); err == nil && g != i.gid {
			i.groups = append(i.groups, g)
		}
	}
	return nil
}

// number is an id in digits.
func number(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 31)
	return int(n), err
}
