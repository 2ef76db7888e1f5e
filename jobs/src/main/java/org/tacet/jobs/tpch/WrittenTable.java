package org.tacet.jobs.tpch;

/**
 * A table that was written: its name, its rows, the bytes of its files and the folder they are in.
 */
public record WrittenTable(String name, long rows, long bytes, String folder) {}
