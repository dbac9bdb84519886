-- Reminders. Each silo re-reads its ranges of grain hashes every few minutes, in up to thirty pieces; without the
-- index on the hash every piece would scan the table.

create table orleans.reminder (
  serviceid text collate "C" not null,
  grainid text collate "C" not null,
  remindername text collate "C" not null,
  starttime timestamptz(3) not null,
  period bigint not null,
  grainhash integer not null,
  version integer not null,
  constraint reminder_pkey primary key (serviceid, grainid, remindername)
) with (fillfactor = 80);

create index reminder_grain_hash on orleans.reminder (serviceid, grainhash);

comment on column orleans.reminder.period is 'Milliseconds.';

insert into orleans.orleansquery (querykey, querytext) values

('UpsertReminderRowKey', $query$
  insert into orleans.reminder as known (serviceid, grainid, remindername, starttime, period, grainhash, version)
  values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
  on conflict (serviceid, grainid, remindername) do update
    set starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash,
        version = known.version + 1
  returning version as Version
$query$),

('ReadReminderRowsKey', $query$
  select grainid as GrainId, remindername as ReminderName, starttime as StartTime, period as Period, version as Version
  from orleans.reminder
  where serviceid = @ServiceId and grainid = @GrainId
$query$),

('ReadReminderRowKey', $query$
  select grainid as GrainId, remindername as ReminderName, starttime as StartTime, period as Period, version as Version
  from orleans.reminder
  where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName
$query$),

('ReadRangeRows1Key', $query$
  select grainid as GrainId, remindername as ReminderName, starttime as StartTime, period as Period, version as Version
  from orleans.reminder
  where serviceid = @ServiceId and grainhash > @BeginHash and grainhash <= @EndHash
$query$),

-- The range that goes over the end of the ring, and the whole ring when begin and end are the same.
('ReadRangeRows2Key', $query$
  select grainid as GrainId, remindername as ReminderName, starttime as StartTime, period as Period, version as Version
  from orleans.reminder
  where serviceid = @ServiceId and (grainhash > @BeginHash or grainhash <= @EndHash)
$query$),

('DeleteReminderRowKey', $query$
  with deleted as (
    delete from orleans.reminder
    where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName and version = @Version
    returning 1)
  select count(*)::integer from deleted
$query$),

('DeleteReminderRowsKey', $query$
  delete from orleans.reminder where serviceid = @ServiceId
$query$);
