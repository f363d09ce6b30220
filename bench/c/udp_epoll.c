/* The yardstick of datagrams: an echo server in C on level-triggered epoll, one thread, one socket, with recvmmsg
 * and sendmmsg.
 * usage: udp_epoll             prints the port it receives at, then serves until it is killed */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 32 /* as many as ravel takes in at once */, BUF = 8192 };

static char bufs[BATCH][BUF];
static struct sockaddr_in peers[BATCH];
static struct iovec iovs[BATCH];
static struct mmsghdr headers[BATCH];

static void die(const char *what) { perror(what); exit(1); }

/* echo sends back what one call takes in. The load has no more under way than a socket's buffers hold. */
static void echo(int fd) {
	for (int i = 0; i < BATCH; i++) {
		iovs[i].iov_len = BUF;
		headers[i].msg_hdr.msg_namelen = sizeof peers[i];
	}
	int n = recvmmsg(fd, headers, BATCH, MSG_DONTWAIT, NULL);
	if (n < 0) { if (errno == EAGAIN || errno == EINTR) return; die("recvmmsg"); }
	for (int i = 0; i < n; i++) iovs[i].iov_len = headers[i].msg_len;
	for (int sent = 0; sent < n; ) {
		int m = sendmmsg(fd, headers + sent, n - sent, 0);
		if (m < 0) die("sendmmsg");
		sent += m;
	}
}

int main(void) {
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t alen = sizeof a;
	if (fd < 0 || bind(fd, (void *)&a, sizeof a) || getsockname(fd, (void *)&a, &alen)) die("bind");
	for (int i = 0; i < BATCH; i++) {
		iovs[i].iov_base = bufs[i];
		headers[i].msg_hdr = (struct msghdr){ .msg_name = &peers[i], .msg_iov = &iovs[i], .msg_iovlen = 1 };
	}
	printf("%d\n", ntohs(a.sin_port)); fflush(stdout);
	int ep = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
	for (;;) if (epoll_wait(ep, &e, 1, -1) == 1) echo(fd);
}
