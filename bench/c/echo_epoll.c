/* The yardstick: an echo server in C on level-triggered epoll, one thread.
 * usage: echo_epoll            prints the port it listens on, then serves until it is killed */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUF = 65536, EVENTS = 256, FDS = 65536 };

/* What a connection could not send yet; NULL for nearly all of them. */
struct rest { char *p; size_t at, len; };
static struct rest *rests[FDS];
static char buf[BUF];

static void die(const char *what) { perror(what); exit(1); }

static void drop(int ep, int fd) {
	epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
	close(fd);
	if (rests[fd]) { free(rests[fd]->p); free(rests[fd]); rests[fd] = NULL; }
}

static void want(int ep, int fd, unsigned events) {
	struct epoll_event e = { .events = events, .data.fd = fd };
	epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e);
}

static void readable(int ep, int fd) {
	ssize_t n = recv(fd, buf, BUF, 0);
	if (n < 0 && errno == EAGAIN) return;
	if (n <= 0) { drop(ep, fd); return; }
	ssize_t m = send(fd, buf, n, MSG_NOSIGNAL);
	if (m < 0) { if (errno != EAGAIN) { drop(ep, fd); return; } m = 0; }
	if (m < n) {
		struct rest *r = malloc(sizeof *r);
		r->at = 0; r->len = n - m; r->p = malloc(r->len);
		memcpy(r->p, buf + m, r->len);
		rests[fd] = r;
		want(ep, fd, EPOLLOUT);
	}
}

static void writable(int ep, int fd) {
	struct rest *r = rests[fd];
	ssize_t m = send(fd, r->p + r->at, r->len - r->at, MSG_NOSIGNAL);
	if (m < 0) { if (errno != EAGAIN) drop(ep, fd); return; }
	r->at += m;
	if (r->at == r->len) {
		free(r->p); free(r); rests[fd] = NULL;
		want(ep, fd, EPOLLIN);
	}
}

int main(void) {
	struct rlimit lim; getrlimit(RLIMIT_NOFILE, &lim); lim.rlim_cur = lim.rlim_max; setrlimit(RLIMIT_NOFILE, &lim);
	int one = 1, l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t alen = sizeof a;
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	setsockopt(l, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (bind(l, (void *)&a, sizeof a) || listen(l, 4096) || getsockname(l, (void *)&a, &alen)) die("listen");
	printf("%d\n", ntohs(a.sin_port)); fflush(stdout);
	int ep = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN, .data.fd = l }, es[EVENTS];
	epoll_ctl(ep, EPOLL_CTL_ADD, l, &e);
	for (;;) {
		int n = epoll_wait(ep, es, EVENTS, -1);
		for (int i = 0; i < n; i++) {
			int fd = es[i].data.fd;
			if (fd == l) {
				int c;
				while ((c = accept4(l, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
					struct epoll_event ce = { .events = EPOLLIN, .data.fd = c };
					epoll_ctl(ep, EPOLL_CTL_ADD, c, &ce);
				}
			} else if (rests[fd]) writable(ep, fd);
			else readable(ep, fd);
		}
	}
}
