/**
 * Looks at a machine before work is given to it. Read {@link io.kinolake.jobs.doctor.Doctor} first:
 * it asks one check after the other and keeps what each {@link io.kinolake.jobs.doctor.Finding}
 * says.
 */
package io.kinolake.jobs.doctor;
