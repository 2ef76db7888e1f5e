package org.tacet.accountant.event;

/** What has no guarantee at all: epsilon is infinite, delta is 1. */
public record NonPrivate() implements PrivacyEvent {}
