package reactortest

import (
	"slices"
	"sync"
)

const (
	// posters goroutines post postsEach calls each in REA-304.
	posters, postsEach = 8, 500
	// volleys is how often two reactors post to each other in REA-308.
	volleys = 200
)

// reaPostCases hold the one door for other goroutines.
func reaPostCases() []Case {
	return []Case{
		{"REA-301", "posted calls are made in the order of posting", nil, func(s *Script) {
			l := &Log{}
			for _, name := range []string{"A", "B", "C", "D"} {
				s.R.Post(noted(l, name))
			}
			s.WantLog("Post calls nothing", l)
			s.Turn()
			s.WantLog("one turn makes all that were posted before it", l, "A", "B", "C", "D")
		}},
		{"REA-302", "what is posted inside a posted call runs in the next turn", nil, func(s *Script) {
			l := &Log{}
			s.R.Post(func() { l.Note("A"); s.R.Post(noted(l, "C")) })
			s.R.Post(noted(l, "B"))
			s.Turn()
			s.WantLog("only what was queued at the turn's start", l, "A", "B")
			s.Turn()
			s.WantLog("the rest in the next", l, "A", "B", "C")
		}},
		{"REA-303", "a posted call that panics is logged, and the others are made", nil, func(s *Script) {
			s.ExpectFailures(1)
			l := &Log{}
			s.R.Post(noted(l, "A"))
			s.R.Post(func() { panic("a posted call that fails") })
			s.R.Post(noted(l, "C"))
			s.Turn()
			s.WantLog("A and C", l, "A", "C")
		}},
		{"REA-304", "calls from many goroutines are all made, those of each in its order", nil, func(s *Script) {
			var made [posters][]int // written by posted calls alone: the race detector sees if they overlap
			var all sync.WaitGroup
			for p := range posters {
				all.Go(func() {
					for i := range postsEach {
						s.R.Post(func() { made[p] = append(made[p], i) })
					}
				})
			}
			all.Wait()
			s.Turn()
			for p := range posters {
				want(s, "every call is made", len(made[p]), postsEach)
				s.Want("in the order in which its goroutine posted", slices.IsSorted(made[p]))
			}
		}},
		{"REA-305", "goroutines can post while the reactor runs, and wake it when it waits", nil, func(s *Script) {
			done := 0
			s.RunWith(func() {
				for range posters {
					go func() {
						for range postsEach {
							s.R.Post(func() {
								if done++; done == posters*postsEach {
									s.Stop()
								}
							})
						}
					}()
				}
			})
			want(s, "every call is made", done, posters*postsEach)
		}},
		{"REA-306", "what is posted before Run waits for it, and what is posted after the end for the next", nil, func(s *Script) {
			l := &Log{}
			s.R.Post(func() { l.Note("first"); s.Stop() })
			s.WantLog("nothing yet", l)
			s.Run()
			s.R.Post(func() { l.Note("second"); s.Stop() })
			s.WantLog("the second waits", l, "first")
			s.Run()
			s.WantLog("for the second run", l, "first", "second")
		}},
		{"REA-307", "Stop can be posted", nil, func(s *Script) {
			s.RunWith(func() { go s.R.Post(s.Stop) })
			s.Want("the reactor has stopped", !s.R.Running())
		}},
		{"REA-308", "two running reactors can post to each other", nil, func(s *Script) {
			other := s.NewReactor()
			ended := make(chan error)
			go func() { ended <- runFor(other) }()
			count := 0 // handed to and fro with the posts, which order its uses
			var ping, pong func()
			ping = func() {
				if count++; count == volleys {
					other.Post(func() { other.Stop() })
					s.Stop()
					return
				}
				other.Post(pong)
			}
			pong = func() { s.R.Post(ping) }
			s.RunWith(ping)
			s.WantNil("the other was stopped in order", <-ended)
			want(s, "the ball went to and fro", count, volleys)
		}},
		{"REA-309", "a posted call can use the reactor", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			posted := make(chan struct{})
			go func() {
				s.R.Post(func() { s.Dial(s.Listen(s.Serve(server)).Addr(), client) })
				close(posted)
			}()
			<-posted
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
		}},
	}
}
