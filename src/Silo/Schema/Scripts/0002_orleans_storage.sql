-- Grain state. The stock script has no unique key: two first writes of one grain can both succeed, and every later
-- read then throws. Here the key decides, and the loser gets its own version back, which Orleans reads as a conflict.

create table orleans.grain_state (
  grainidhash integer not null,
  graintypehash integer not null,
  grainidn0 bigint not null,
  grainidn1 bigint not null,
  graintypestring text collate "C" not null,
  grainidextensionstring text collate "C",
  serviceid text collate "C" not null,
  version integer not null,
  modifiedon timestamptz not null default now(),
  payloadbinary bytea,
  -- The hashes come first: two integers tell almost every grain apart before a text is compared.
  constraint grain_state_key unique nulls not distinct
    (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid)
) with (fillfactor = 80);

comment on table orleans.grain_state is 'What grains persist through Orleans: a cache of what the ledger implies.';
comment on column orleans.grain_state.grainidextensionstring is 'The grain''s whole id, type/key.';
comment on column orleans.grain_state.payloadbinary is 'Null after a clear: the version lives on, the state does not.';

insert into orleans.orleansquery (querykey, querytext) values

('ReadFromStorageKey', $query$
  select payloadbinary as PayloadBinary, version as Version
  from orleans.grain_state
  where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
    and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
    and graintypestring = @GrainTypeString
    and grainidextensionstring is not distinct from @GrainIdExtensionString
    and serviceid = @ServiceId
$query$),

('WriteToStorageKey', $query$
  with updated as (
    update orleans.grain_state
    set payloadbinary = @PayloadBinary, version = version + 1, modifiedon = now()
    where @GrainStateVersion::integer is not null
      and grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
      and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and graintypestring = @GrainTypeString
      and grainidextensionstring is not distinct from @GrainIdExtensionString
      and serviceid = @ServiceId
      and version = @GrainStateVersion::integer
    returning version),
  inserted as (
    insert into orleans.grain_state
      (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid,
       version, payloadbinary)
    select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString, @ServiceId,
           1, @PayloadBinary
    where @GrainStateVersion::integer is null
    on conflict on constraint grain_state_key do nothing
    returning version)
  select coalesce((select version from updated), (select version from inserted), @GrainStateVersion::integer)
    as NewGrainStateVersion
$query$),

('ClearStorageKey', $query$
  update orleans.grain_state
  set payloadbinary = null, version = version + 1, modifiedon = now()
  where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
    and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
    and graintypestring = @GrainTypeString
    and grainidextensionstring is not distinct from @GrainIdExtensionString
    and serviceid = @ServiceId
    and version = @GrainStateVersion
  returning version as NewGrainStateVersion
$query$),

('DeleteStorageKey', $query$
  delete from orleans.grain_state
  where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
    and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
    and graintypestring = @GrainTypeString
    and grainidextensionstring is not distinct from @GrainIdExtensionString
    and serviceid = @ServiceId
    and version = @GrainStateVersion
  returning version + 1 as NewGrainStateVersion
$query$);
