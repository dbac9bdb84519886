namespace Purser.Tests.History;

/// <summary>The checker is itself checked: a good history is left alone, each kind of bad one is reported as what it is.</summary>
public sealed class HistoryCheckerTests
{
    [Fact]
    public void A_good_history_has_nothing_to_report()
    {
        var history = new HandMadeHistory(pool: 2)
            .Debited("a", 1, 4)
            .Debited("b", 2, 3)
            .Replayed("a", 3, 6)
            .Refused("c", 5, 6)
            .Says(HandMadeHistory.Debit("c"), 7, 9, new Answer.Unknown("503"))
            .Reversed("b", 8, 9)
            .Debited("c", 10, 12)
            .Refused("d", 11, 13)
            .Refused("e", 13, 14)
            .Says(
                HandMadeHistory.Debit("a") with { Action = AiAction.AutoBid },
                14,
                15,
                new Answer.Refused(RefusalReason.IdempotencyKeyReused, Left: null));

        Assert.Empty(history.Wrongs());
    }

    [Fact]
    public void Holds_that_are_confirmed_reversed_or_expire_in_time_have_nothing_to_report()
    {
        var history = new HandMadeHistory(pool: 3)
            .Held("confirmed", seconds: 10, 1, 2)
            .Held("expired", seconds: 3, 3, 4)
            .Held("reversed", seconds: 10, 5, 6)
            .Confirmed("confirmed", 7, 8)
            .Expired("expired")
            .Reversed("reversed", 9, 10)
            .Says(new Ask.Confirmation(4), 11, 12, new Answer.NotConfirmed("hold_expired"))
            .Says(new Ask.Confirmation(5), 11, 12, new Answer.NotConfirmed("debit_reversed"));
        var expired = history.Rows[^2];
        history.Says(new Ask.Reversal(4), 13, 14, new Answer.Done(HandMadeHistory.Receipt(expired), Repeated: true));

        Assert.Empty(history.Wrongs());
    }

    [Fact]
    public void A_hold_that_is_confirmed_too_late_is_reported() => Assert.Equal(
        [Wrong.WrongHold], new HandMadeHistory(pool: 3).Held("a", seconds: 1, 1, 2).Confirmed("a", 3, 4).Wrongs());

    [Fact]
    public void A_hold_that_is_given_back_too_early_is_reported() => Assert.Equal(
        [Wrong.WrongHold], new HandMadeHistory(pool: 3).Held("a", seconds: 5, 1, 2).Expired("a").Wrongs());

    [Fact]
    public void A_hold_that_is_given_back_although_it_was_confirmed_is_reported() => Assert.Equal(
        [Wrong.WrongHold],
        new HandMadeHistory(pool: 3).Held("a", seconds: 2, 1, 2).Confirmed("a", 3, 4).Expired("a").Wrongs());

    [Fact]
    public void A_decision_while_an_expired_hold_is_not_given_back_is_reported() => Assert.Equal(
        [Wrong.WrongHold], new HandMadeHistory(pool: 3).Held("a", seconds: 1, 1, 2).Debited("b", 3, 4).Wrongs());

    [Fact]
    public void A_confirmation_that_the_table_does_not_have_is_reported()
    {
        var history = new HandMadeHistory(pool: 3).Held("a", seconds: 5, 1, 2).Confirmed("a", 3, 4);
        history.Rows.Remove(history.Last);

        Assert.Equal([Wrong.WrongHold], history.Wrongs());
    }

    [Fact]
    public void A_caller_who_was_told_that_a_confirmed_hold_expired_is_reported() => Assert.Equal(
        [Wrong.WrongHold],
        new HandMadeHistory(pool: 3).Held("a", seconds: 5, 1, 2).Confirmed("a", 3, 4)
            .Says(new Ask.Confirmation(3), 5, 6, new Answer.NotConfirmed("hold_expired")).Wrongs());

    [Fact]
    public void A_lost_acknowledgement_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2);
        history.Rows.Remove(history.Last);

        Assert.Equal([Wrong.Lost], history.Wrongs());
    }

    [Fact]
    public void An_acknowledgement_whose_place_another_request_has_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2).Says(HandMadeHistory.Debit("b"), 1, 2, new Answer.Unknown("503"));
        history.Rows[^1] = history.Last with { Key = "b" };

        Assert.Equal([Wrong.Lost], history.Wrongs());
    }

    [Fact]
    public void A_table_that_says_otherwise_than_the_answer_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2);
        history.Rows[^1] = history.Last with { At = history.Last.At.AddTicks(10) };

        Assert.Equal([Wrong.ToldOtherwise], history.Wrongs());
    }

    [Fact]
    public void A_key_that_was_charged_twice_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2).Row(HandMadeHistory.Debit("a"));

        Assert.Equal([Wrong.Doubled], history.Wrongs());
    }

    [Fact]
    public void A_key_that_was_acknowledged_as_two_entries_is_reported_even_if_one_is_gone()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2).Debited("a", 3, 4);
        history.Rows.Remove(history.Last);

        Assert.Contains(Wrong.Doubled, history.Wrongs());
    }

    [Fact]
    public void A_debit_that_was_reversed_twice_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2).Debited("b", 1, 2).Reversed("a", 3, 4).Reversed("a", 5, 6);

        Assert.Contains(Wrong.Doubled, history.Wrongs());
    }

    [Fact]
    public void A_replay_that_differs_from_the_first_answer_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2);
        var altered = HandMadeHistory.Receipt(history.Last) with { Bucket = Bucket.Extra };
        history.Says(HandMadeHistory.Debit("a"), 3, 4, new Answer.Done(altered, Repeated: true));

        Assert.Contains(Wrong.ReplayDiffers, history.Wrongs());
    }

    [Fact]
    public void A_first_answer_that_calls_itself_a_replay_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Row(HandMadeHistory.Debit("a")).Replayed("a", 1, 2);

        Assert.Equal([Wrong.ReplayDiffers], history.Wrongs());
    }

    [Fact]
    public void Two_answers_that_both_call_themselves_the_first_are_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2);
        history.Says(HandMadeHistory.Debit("a"), 3, 4, new Answer.Done(HandMadeHistory.Receipt(history.Last), Repeated: false));

        Assert.Equal([Wrong.ReplayDiffers], history.Wrongs());
    }

    [Fact]
    public void A_row_that_nobody_asked_for_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Row(HandMadeHistory.Debit("a"));

        Assert.Equal([Wrong.Phantom], history.Wrongs());
    }

    [Fact]
    public void A_row_for_another_action_than_was_asked_for_is_reported()
    {
        var history = new HandMadeHistory(pool: 5)
            .Row(HandMadeHistory.Debit("a") with { Action = AiAction.AutoBid })
            .Says(HandMadeHistory.Debit("a"), 1, 2, new Answer.Unknown("503"));

        Assert.Equal([Wrong.Phantom], history.Wrongs());
    }

    [Fact]
    public void A_charge_for_a_refused_request_is_reported()
    {
        var history = new HandMadeHistory(pool: 1).Debited("a", 1, 2).Refused("b", 3, 4).Reversed("a", 5, 6).Row(HandMadeHistory.Debit("b"));

        Assert.Contains(Wrong.Phantom, history.Wrongs());
    }

    [Fact]
    public void A_charge_for_a_refused_request_is_explained_by_an_earlier_try_whose_outcome_is_unknown()
    {
        var history = new HandMadeHistory(pool: 1)
            .Debited("a", 1, 2)
            .Says(HandMadeHistory.Debit("b"), 2, 3, new Answer.Unknown("timeout"))
            .Refused("b", 3, 4)
            .Reversed("a", 5, 6)
            .Row(HandMadeHistory.Debit("b"));

        Assert.Empty(history.Wrongs());
    }

    [Fact]
    public void An_acknowledged_debit_that_comes_after_a_later_one_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("late", 5, 6).Debited("early", 1, 2);

        Assert.Equal([Wrong.Reordered], history.Wrongs());
    }

    [Fact]
    public void Debits_that_overlap_may_come_in_any_order()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 2, 6).Debited("b", 1, 2);

        Assert.Empty(history.Wrongs());
    }

    [Fact]
    public void A_batch_out_of_its_order_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2).Debited("b", 1, 2);
        history.Calls.Reverse();
        history.Calls[0] = history.Calls[0] with { Batch = 1 };
        history.Calls[1] = history.Calls[1] with { Batch = 1 };

        Assert.Equal([Wrong.Reordered], history.Wrongs());
    }

    [Fact]
    public void Spending_more_than_there_was_is_reported()
    {
        var history = new HandMadeHistory(pool: 1).Debited("a", 1, 2).Debited("b", 1, 2);

        Assert.Contains(Wrong.Overspent, history.Wrongs());
        Assert.Contains(Wrong.WrongBalance, history.Wrongs());
    }

    [Fact]
    public void Running_dry_before_everything_was_spent_is_reported()
    {
        var history = new HandMadeHistory(pool: 2).Debited("a", 1, 2);
        history.Rows[^1] = history.Last with { Balance = history.Last.Balance with { Remaining = Credits.Zero } };

        Assert.Contains(Wrong.Vanished, history.Wrongs());
    }

    [Fact]
    public void A_refusal_while_there_were_credits_is_reported()
    {
        var history = new HandMadeHistory(pool: 2).Debited("a", 1, 2).Refused("b", 3, 4).Debited("c", 5, 6);

        Assert.Equal([Wrong.FalseRefusal], history.Wrongs());
    }

    [Fact]
    public void A_refusal_after_an_acknowledged_reversal_is_reported()
    {
        var history = new HandMadeHistory(pool: 1).Debited("a", 1, 2).Reversed("a", 3, 4).Refused("b", 5, 6);

        Assert.Equal([Wrong.FalseRefusal], history.Wrongs());
    }

    [Fact]
    public void A_refusal_while_the_last_credit_was_being_taken_is_legal()
    {
        var history = new HandMadeHistory(pool: 1).Debited("a", 1, 9).Refused("b", 2, 3);

        Assert.Empty(history.Wrongs());
    }

    [Fact]
    public void A_refusal_of_what_had_been_charged_is_reported()
    {
        var history = new HandMadeHistory(pool: 1).Debited("a", 1, 2).Refused("a", 3, 4);

        Assert.Equal([Wrong.FalseRefusal], history.Wrongs());
    }

    [Fact]
    public void A_key_called_reused_that_serves_no_other_request_is_reported()
    {
        var history = new HandMadeHistory(pool: 1)
            .Says(HandMadeHistory.Debit("a"), 1, 2, new Answer.Refused(RefusalReason.IdempotencyKeyReused, Left: null));

        Assert.Equal([Wrong.FalseRefusal], history.Wrongs());
    }

    [Fact]
    public void A_gap_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2).Debited("b", 3, 4);
        history.Rows.RemoveAt(history.Rows.Count - 2);

        Assert.Contains(Wrong.Gap, history.Wrongs());
    }

    [Fact]
    public void A_number_that_is_there_twice_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 1, 2);
        history.Rows.Add(history.Last with { Key = "b" });

        Assert.Contains(Wrong.Gap, history.Wrongs());
    }

    [Fact]
    public void A_balance_that_does_not_follow_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Row(HandMadeHistory.Debit("a"));
        history.Rows[^1] = history.Last with { Balance = history.Last.Balance with { Used = Credits.Zero } };
        history.Says(HandMadeHistory.Debit("a"), 1, 2, new Answer.Done(HandMadeHistory.Receipt(history.Last), Repeated: false));

        Assert.Equal([Wrong.WrongBalance], history.Wrongs());
    }

    [Fact]
    public void Old_numbers_shown_after_an_acknowledgement_are_reported()
    {
        var history = new HandMadeHistory(pool: 5);
        var before = history.Last.Balance;
        history.Debited("a", 1, 2).Says(new Ask.Look(), 3, 4, new Answer.Seen(before));

        Assert.Equal([Wrong.WrongLook], history.Wrongs());
    }

    [Fact]
    public void Old_numbers_are_let_pass_for_as_long_as_a_look_may_lag()
    {
        var second = TimeProvider.System.TimestampFrequency;
        var history = new HandMadeHistory(pool: 5);
        var before = history.Last.Balance;
        history.Debited("a", 1, second).Says(new Ask.Look(), second * 3 / 2, second * 2, new Answer.Seen(before));

        Assert.Empty(HistoryChecker.Check(history.Calls, history.Rows, lag: TimeSpan.FromSeconds(1)));
        Assert.NotEmpty(HistoryChecker.Check(history.Calls, history.Rows, lag: TimeSpan.FromSeconds(0.4)));
    }

    [Fact]
    public void Numbers_shown_before_they_can_be_true_are_reported()
    {
        var history = new HandMadeHistory(pool: 5).Debited("a", 3, 4);
        history.Says(new Ask.Look(), 1, 2, new Answer.Seen(history.Last.Balance));

        Assert.Equal([Wrong.WrongLook], history.Wrongs());
    }

    [Fact]
    public void An_answer_that_the_contract_does_not_have_is_reported()
    {
        var history = new HandMadeHistory(pool: 5).Says(HandMadeHistory.Debit("a"), 1, 2, new Answer.Unexpected("500"));

        Assert.Equal([Wrong.Unexpected], history.Wrongs());
    }
}
