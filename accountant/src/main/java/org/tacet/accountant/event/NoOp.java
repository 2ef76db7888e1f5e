package org.tacet.accountant.event;

/** What costs nothing: a release of constants, or of public data. */
public record NoOp() implements PrivacyEvent {}
