/* The parts of an app; private to the room. */
#pragma once

#include "service/engine.h"

struct control_server;
struct fed_delivery;
struct fed_poster;
struct fed_push;
struct http_server;
struct job_runner;
struct net;

struct app {
    const struct conf *conf;
    struct arena arena; /* what lives as long as the app */
    int lock_fd;
    struct engine engine;
    struct job_runner *jobs;
    struct net *net;
    struct fed_poster *poster;
    struct fed_delivery *delivery;
    struct fed_poster *push_poster; /* so that apps and servers do not wait for each other */
    struct fed_push *push;
    struct http_server *http;
    struct control_server *control;
};
