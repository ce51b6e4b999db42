package org.platter.commit;

import java.io.IOException;

/** Takes the steps of a plan in their order. */
interface StepSink {

    void accept(Step step) throws IOException;

    /** Says that the steps from here on go into a new batch. */
    default void cut() throws IOException {}

    /** Says that only steps within the partition tables follow. */
    default void beginTables() throws IOException {}

    /** Says that there are no more. */
    default void end() throws IOException {}
}
