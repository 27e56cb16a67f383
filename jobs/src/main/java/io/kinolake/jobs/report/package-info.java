/**
 * The report: one HTML file that shows what a warehouse holds and how it came to be. {@link
 * io.kinolake.jobs.report.ReportBuilder} asks the tables, {@link
 * io.kinolake.jobs.report.ReportData} is what the page shows, and {@link
 * io.kinolake.jobs.report.HtmlReport} draws it. The page loads nothing and runs no script; every
 * text from outside is escaped.
 */
package io.kinolake.jobs.report;
