// Loaded before the Kinesis server, which would listen on every network and cannot be told not to.
"use strict";

const { Server } = require("node:net");

const LOOPBACK = "127.0.0.1";
const listen = Server.prototype.listen;

Server.prototype.listen = function (port, ...rest) {
  const listener = rest.find((argument) => typeof argument === "function");
  const options = typeof port === "object" ? port : { port };
  return listen.call(this, { ...options, host: LOOPBACK }, listener);
};
