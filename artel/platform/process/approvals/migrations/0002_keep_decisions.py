"""What is decided stays as it was decided: the database refuses to change or delete it, whoever asks."""

from django.db import migrations

KEEP = """
CREATE FUNCTION approvals_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE integrity_constraint_violation USING CONSTRAINT = 'approvals_final', MESSAGE = 'a decision is final';
END $$;
CREATE FUNCTION approvals_keep_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state IN ('approved', 'rejected') THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'approvals_final', MESSAGE = 'a decision is final';
    END IF;
    IF EXISTS (
        SELECT FROM approvals_approval
        WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.approval_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.approval_id END)
            AND state IN ('approved', 'rejected')
    ) THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'approvals_final', MESSAGE = 'a decision is final';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER approvals_approval_final BEFORE UPDATE OR DELETE ON approvals_approval
    FOR EACH ROW WHEN (OLD.state IN ('approved', 'rejected')) EXECUTE FUNCTION approvals_refuse_change();
CREATE TRIGGER approvals_vote_final BEFORE INSERT OR UPDATE OR DELETE ON approvals_vote
    FOR EACH ROW EXECUTE FUNCTION approvals_keep_votes();
"""
LET_GO = """
DROP TRIGGER approvals_vote_final ON approvals_vote;
DROP TRIGGER approvals_approval_final ON approvals_approval;
DROP FUNCTION approvals_keep_votes();
DROP FUNCTION approvals_refuse_change();
"""


class Migration(migrations.Migration):
    """Adds the guards."""

    dependencies = [("approvals", "0001_ask_for_decisions")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
