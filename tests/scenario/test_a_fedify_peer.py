"""The Fedify peer itself: two of them follow each other, so that a failure later is not its own."""
from efface import wait_until


def test_two_peers_follow_post_and_answer(make_fedify):
    one, two = make_fedify(), make_fedify()
    alice, bob = one.actor("alice"), two.actor("bob")
    alice.follow(target=bob.handle)
    wait_until(lambda: alice.following() == {bob.id: "accepted"}, "the follow is accepted")
    assert bob.followers() == [alice.id]

    post = bob.note(content="<p>hello</p>")["id"]
    (create,) = one.wait_for("Create")
    assert create["activity"]["object"]["id"] == post
    alice.note(content="<p>hello back</p>", reply_to=post)
    alice.like(object=post)
    two.wait_for("Create")
    two.wait_for("Like")

    bob.delete(id=post)
    one.wait_for("Delete")
    assert one.failures() == [] and two.failures() == []


def test_a_locked_actor_answers_itself(make_fedify):
    one, two = make_fedify(), make_fedify()
    alice, bob = one.actor("alice"), two.actor("bob", locked=True)
    follow = alice.follow(target=bob.handle)["id"]
    wait_until(lambda: bob.requests() == [follow], "the request is there")
    assert bob.followers() == []
    bob.accept(follow=follow)
    wait_until(lambda: alice.following() == {bob.id: "accepted"}, "the follow is accepted")
