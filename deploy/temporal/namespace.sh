#!/bin/sh
# Makes the namespace that Tandem runs in, and keeps what has ended for 90 days; harmless to repeat.
set -eu
temporal operator namespace describe --namespace default > /dev/null 2>&1 \
  || temporal operator namespace create --namespace default --retention 90d
temporal operator namespace update --namespace default --retention 90d
