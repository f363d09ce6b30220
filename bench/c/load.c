/* The load: one epoll thread, closed loop. Every echoed byte is compared with the connection's position in a
 * known stream, so a lost, doubled or reordered byte ends the run with an error.
 *
 * usage: load echo PORT CONNS SIZE DEPTH WARM_MS RUN_MS    SIZE-byte messages, DEPTH of them under way on each connection
 *        load churn PORT CONNS SIZE WARM_MS RUN_MS         connect, one echo, close, CONNS at once
 *        load udp PORT CONNS SIZE DEPTH WARM_MS RUN_MS     SIZE-byte datagrams, DEPTH of them under way on each of CONNS sockets
 *        load idle PORT CONNS                              CONNS connections, one 64-byte echo each, then silence until stdin ends
 *
 * It prints "begin" when the warm-up is over and "end REQUESTS NANOSECONDS P50_NS P99_NS" after the run. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 512, PERIOD = 65521 /* a prime, so that positions do not line up with messages */, BUF = 262144, FDS = 65536 };

struct conn { uint64_t sent, got, since; };
static struct conn conns[FDS];
static char stream[PERIOD + BUF], buf[BUF];
static int port, ep;
static uint32_t hist[65536]; /* latency in microseconds, up to 65 ms */

static void die(const char *what) { perror(what); exit(1); }

static uint64_t now(void) {
	struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + t.tv_nsec;
}

static int dial(void) {
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port) };
	if (fd < 0) die("socket");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(fd, (void *)&a, sizeof a)) die("connect");
	conns[fd] = (struct conn){0};
	return fd;
}

/* push sends up to n bytes of the connection's stream; what the socket does not take waits for EPOLLOUT. */
static void push(int fd, uint64_t until) {
	struct conn *c = &conns[fd];
	while (c->sent < until) {
		size_t n = until - c->sent; if (n > BUF) n = BUF;
		ssize_t m = send(fd, stream + c->sent % PERIOD, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (m < 0) { if (errno == EAGAIN) return; die("send"); }
		c->sent += m;
	}
}

static ssize_t pull(int fd) {
	struct conn *c = &conns[fd];
	ssize_t n = recv(fd, buf, BUF, MSG_DONTWAIT);
	if (n < 0 && errno == EAGAIN) return 0;
	if (n <= 0) { fprintf(stderr, "load: the server closed a connection: %s\n", n ? strerror(errno) : "end of stream"); exit(1); }
	if (c->got + n > c->sent || memcmp(buf, stream + c->got % PERIOD, n)) { fprintf(stderr, "load: wrong bytes came back\n"); exit(1); }
	c->got += n;
	return n;
}

static void record(uint64_t ns) { uint64_t i = ns / 1000; hist[i < 65535 ? i : 65535]++; }

static uint64_t quantile(double q) {
	uint64_t all = 0, sum = 0;
	for (int i = 0; i < 65536; i++) all += hist[i];
	for (int i = 0; i < 65536; i++) if ((sum += hist[i]) >= all * q) return i * 1000ull;
	return 0;
}

static void add(int fd) {
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
}

static void finish(uint64_t requests, uint64_t start) {
	printf("end %llu %llu %llu %llu\n", (unsigned long long)requests, (unsigned long long)(now() - start),
	       (unsigned long long)quantile(.5), (unsigned long long)quantile(.99));
	fflush(stdout);
	exit(0);
}

static void begin(void) { printf("begin\n"); fflush(stdout); memset(hist, 0, sizeof hist); }

static void echo(int n, uint64_t size, uint64_t depth, uint64_t warm, uint64_t run) {
	struct epoll_event es[EVENTS];
	int *fds = malloc(n * sizeof *fds);
	for (int i = 0; i < n; i++) { fds[i] = dial(); add(fds[i]); }
	for (int i = 0; i < n; i++) { conns[fds[i]].since = now(); push(fds[i], size * depth); }
	uint64_t start = now(), requests = 0; int measuring = 0;
	for (;;) {
		int k = epoll_wait(ep, es, EVENTS, 1000);
		uint64_t t = now();
		if (!measuring && t - start > warm) { begin(); measuring = 1; start = t; requests = 0; }
		if (measuring && t - start > run) finish(requests, start);
		for (int i = 0; i < k; i++) {
			int fd = es[i].data.fd; struct conn *c = &conns[fd];
			if (es[i].events & ~EPOLLOUT) pull(fd);
			/* A batch of DEPTH messages is answered by the next batch once it is whole. */
			if (c->got == c->sent && c->got % (size * depth) == 0) {
				requests += depth;
				record(t - c->since); c->since = t;
				push(fd, c->sent + size * depth);
			} else push(fd, (c->sent + size * depth - 1) / (size * depth) * (size * depth));
			int full = c->sent % (size * depth) != 0;
			if (full != !!(es[i].events & EPOLLOUT)) {
				struct epoll_event e = { .events = EPOLLIN | (full ? EPOLLOUT : 0), .data.fd = fd };
				epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e);
			}
		}
	}
}

static int redial(uint64_t size) {
	int fd = dial();
	conns[fd].since = now();
	add(fd);
	push(fd, size);
	return fd;
}

static void churn(int n, uint64_t size, uint64_t warm, uint64_t run) {
	struct epoll_event es[EVENTS];
	for (int i = 0; i < n; i++) redial(size);
	uint64_t start = now(), requests = 0; int measuring = 0;
	for (;;) {
		int k = epoll_wait(ep, es, EVENTS, 1000);
		uint64_t t = now();
		if (!measuring && t - start > warm) { begin(); measuring = 1; start = t; requests = 0; }
		if (measuring && t - start > run) finish(requests, start);
		for (int i = 0; i < k; i++) {
			int fd = es[i].data.fd;
			pull(fd);
			if (conns[fd].got < size) continue;
			requests++; record(t - conns[fd].since);
			/* Resetting spares the loopback a port in TIME_WAIT for each connection. */
			struct linger hard = { 1, 0 };
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
			close(fd);
			redial(size);
		}
	}
}

static int dial_udp(void) {
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port) };
	if (fd < 0) die("socket");
	if (connect(fd, (void *)&a, sizeof a)) die("connect");
	conns[fd] = (struct conn){0};
	return fd;
}

/* cast sends datagrams of the socket's stream. */
static void cast(int fd, uint64_t size, uint64_t depth) {
	struct conn *c = &conns[fd];
	for (; depth > 0; depth--) {
		if (send(fd, stream + c->sent % PERIOD, size, 0) != (ssize_t)size) die("send");
		c->sent += size;
	}
}

/* The loopback keeps the order of a socket's datagrams; one that is lost leaves the run without an answer. */
static void udp(int n, uint64_t size, uint64_t depth, uint64_t warm, uint64_t run) {
	struct epoll_event es[EVENTS];
	int *fds = malloc(n * sizeof *fds);
	for (int i = 0; i < n; i++) { fds[i] = dial_udp(); add(fds[i]); }
	for (int i = 0; i < n; i++) { conns[fds[i]].since = now(); cast(fds[i], size, depth); }
	uint64_t start = now(), requests = 0; int measuring = 0;
	for (;;) {
		int k = epoll_wait(ep, es, EVENTS, 1000);
		if (k == 0) { fprintf(stderr, "load: a datagram was lost\n"); exit(1); }
		uint64_t t = now();
		if (!measuring && t - start > warm) { begin(); measuring = 1; start = t; requests = 0; }
		if (measuring && t - start > run) finish(requests, start);
		for (int i = 0; i < k; i++) {
			int fd = es[i].data.fd; struct conn *c = &conns[fd];
			while (c->got < c->sent) {
				ssize_t m = recv(fd, buf, BUF, MSG_DONTWAIT);
				if (m < 0 && errno == EAGAIN) break;
				if (m < 0) die("recv");
				if (m != (ssize_t)size || memcmp(buf, stream + c->got % PERIOD, m)) { fprintf(stderr, "load: a wrong datagram came back\n"); exit(1); }
				c->got += m;
			}
			if (c->got < c->sent) continue;
			requests += depth;
			record(t - c->since); c->since = t;
			cast(fd, size, depth);
		}
	}
}

static void idle(int n) {
	int *fds = malloc(n * sizeof *fds);
	for (int i = 0; i < n; i++) {
		fds[i] = dial();
		push(fds[i], 64);
		while (conns[fds[i]].got < 64) if (!pull(fds[i])) {
			struct epoll_event e = { .events = EPOLLIN, .data.fd = fds[i] };
			epoll_ctl(ep, EPOLL_CTL_ADD, fds[i], &e); epoll_wait(ep, &e, 1, 1000); epoll_ctl(ep, EPOLL_CTL_DEL, fds[i], NULL);
		}
	}
	printf("begin\n"); fflush(stdout);
	while (getchar() != EOF) ;
}

int main(int argc, char **argv) {
	struct rlimit lim; getrlimit(RLIMIT_NOFILE, &lim); lim.rlim_cur = lim.rlim_max; setrlimit(RLIMIT_NOFILE, &lim);
	uint32_t x = 2463534242u;
	for (int i = 0; i < PERIOD; i++) { x ^= x << 13; x ^= x >> 17; x ^= x << 5; stream[i] = x; }
	for (int i = PERIOD; i < PERIOD + BUF; i++) stream[i] = stream[i - PERIOD];
	ep = epoll_create1(0);
	if (argc < 4) { fprintf(stderr, "usage: load echo|churn|udp|idle PORT CONNS …\n"); return 2; }
	port = atoi(argv[2]);
	if (!strcmp(argv[1], "echo") && argc == 8)
		echo(atoi(argv[3]), atoll(argv[4]), atoll(argv[5]), atoll(argv[6]) * 1000000, atoll(argv[7]) * 1000000);
	if (!strcmp(argv[1], "udp") && argc == 8)
		udp(atoi(argv[3]), atoll(argv[4]), atoll(argv[5]), atoll(argv[6]) * 1000000, atoll(argv[7]) * 1000000);
	if (!strcmp(argv[1], "churn") && argc == 7)
		churn(atoi(argv[3]), atoll(argv[4]), atoll(argv[5]) * 1000000, atoll(argv[6]) * 1000000);
	if (!strcmp(argv[1], "idle")) { idle(atoi(argv[3])); return 0; }
	fprintf(stderr, "load: wrong arguments\n");
	return 2;
}
