-- A step of a job no longer changes an index: rows are found by their day, and those that are not finished from a day on that is
-- written down with the member. Holds up Auto Bid for a moment, debits not at all.

drop index purser.auto_bid_job_unfinished;

update purser.auto_bid_member set settled_before = null;

comment on column purser.auto_bid_member.settled_before is 'All jobs whose last step was granted before this day are finished; null: not known.';
comment on column purser.auto_bid_job.submit_day is 'The day under whose cap its submission counts, where that is not day.';
