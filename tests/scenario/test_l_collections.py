"""Collections of accounts: as an app makes and shows them, on pages, and how whoever is in one leaves it."""
import urllib.parse

import pytest

from browser import Browser
from efface import wait_until
from test_d_erase import scan


def people(server, *names):
    """A client and an account id for each; all but the first want to be found."""
    for name in names:
        server.user(name)
    clients = [server.client(server.token(name)) for name in names]
    for client in clients[1:]:
        client.request("PATCH", "/api/v1/accounts/update_credentials", data={"discoverable": "true"})
    return clients, [client.get("/api/v1/accounts/verify_credentials").json()["id"] for client in clients]


@pytest.mark.engines
@pytest.mark.erasure
def test_an_app_makes_a_collection(server):
    (ann, bob, cem), (ann_id, bob_id, cem_id) = people(server, "ann", "bob", "cem")
    anybody = server.client()
    words = {"name": "canarypeople", "description": "canarywhy", "tag_name": "#Cats", "language": "de", "discoverable": True}
    made = ann.post("/api/v1/collections", json={**words, "account_ids": [bob_id]}).json()["collection"]
    path = f"/api/v1/collections/{made['id']}"
    assert made["name"] == "canarypeople" and made["description"] == "canarywhy" and made["account_id"] == ann_id
    assert made["tag"] == {"name": "cats", "url": f"{server.url}/tags/cats"} and made["language"] == "de"
    assert made["local"] is True and made["sensitive"] is False and made["discoverable"] is True
    assert made["item_count"] == 1 and made["items"][0]["account_id"] == bob_id and made["items"][0]["state"] == "accepted"
    item = ann.post(f"{path}/items", data={"account_id": cem_id}).json()["collection_item"]
    assert item["account_id"] == cem_id
    shown = anybody.get(path).json()
    assert [account["id"] for account in shown["accounts"]] == [ann_id, bob_id, cem_id]
    assert [i["account_id"] for i in shown["collection"]["items"]] == [bob_id, cem_id]
    assert [c["id"] for c in anybody.get(f"/api/v1/accounts/{ann_id}/collections").json()["collections"]] == [made["id"]]
    assert anybody.get(f"/api/v1/accounts/{ann_id}/collections?offset=1").json() == {"collections": []}
    assert [c["id"] for c in bob.get(f"/api/v1/accounts/{bob_id}/in_collections").json()["collections"]] == [made["id"]]
    bob.get(f"/api/v1/accounts/{ann_id}/in_collections", status=403)
    anybody.get(f"/api/v1/accounts/{ann_id}/in_collections", status=401)
    assert set(scan(server, "canarypeople", "canarywhy")) == {"canarypeople", "canarywhy"}

    for body, status in (({"name": " "}, 422), ({"name": "x" * 41}, 422), ({}, 422), ({"name": "x", "tag_name": "a b"}, 422),
                         ({"name": "x", "description": "y" * 101}, 422), ({"name": "x", "account_ids": [ann_id]}, 403),
                         ({"name": "x", "account_ids": ["77"]}, 404)):
        assert "error" in ann.post("/api/v1/collections", json=body, status=status).json()
    for body, status in (({}, 422), ({"account_id": bob_id}, 422), ({"account_id": ann_id}, 403), ({"account_id": "x"}, 404)):
        assert "error" in ann.post(f"{path}/items", json=body, status=status).json()
    for method, where in (("PATCH", path), ("DELETE", path), ("DELETE", f"{path}/items/{item['id']}")):
        bob.request(method, where, data={"name": "mine"}, status=403)
        anybody.request(method, where, data={"name": "mine"}, status=401)
    reader = server.client(server.token("ann", scopes="read"))
    reader.get(path)
    reader.request("DELETE", path, status=403)

    changed = ann.request("PATCH", path, json={"name": "Others", "tag_name": "", "sensitive": True}).json()["collection"]
    assert changed["name"] == "Others" and changed["tag"] is None and changed["sensitive"] is True
    assert changed["description"] == "canarywhy" and changed["item_count"] == 2
    server.restart()
    assert anybody.get(path).json()["collection"]["name"] == "Others"
    ann.request("DELETE", f"{path}/items/{item['id']}")
    assert anybody.get(path).json()["collection"]["item_count"] == 1
    ann.request("DELETE", path)
    anybody.get(path, status=404)
    wait_until(lambda: not scan(server, "canarypeople", "canarywhy"), "nothing of it is left", seconds=60)


@pytest.mark.engines
def test_who_is_in_a_collection_leaves_it(server):
    (ann, bob, cem), (_, bob_id, cem_id) = people(server, "ann", "bob", "cem")
    anybody = server.client()
    made = ann.post("/api/v1/collections", json={"name": "Cat <people>", "discoverable": True,
                                                 "account_ids": [bob_id, cem_id]}).json()["collection"]
    page = urllib.parse.urlsplit(made["url"]).path
    profile = anybody.get("/@ann").text
    assert "Cat &lt;people&gt;" in profile and f'href="{page}"' in profile and 'href="/@bob"' in profile
    shown = anybody.get(page).text
    assert 'href="/@cem"' in shown and "<form" not in shown
    items = {i["account_id"]: i["id"] for i in made["items"]}
    path = f"/api/v1/collections/{made['id']}/items"
    ann.post(f"{path}/{items[bob_id]}/revoke", status=404)
    cem.post(f"{path}/{items[bob_id]}/revoke", status=404)
    bob.post(f"{path}/{items[bob_id]}/revoke")
    bob.post(f"{path}/{items[bob_id]}/revoke", status=404)
    assert 'href="/@bob"' not in anybody.get("/@ann").text
    ann.post(path, data={"account_id": bob_id}, status=422)

    browser = Browser(server.url)
    browser.sign_in("cem")
    assert "Leave it for good" in browser.open(page).text
    left = browser.submit("/leave")
    assert urllib.parse.urlsplit(left.url).path == page and "Leave it for good" not in left.text
    assert 'href="/@cem"' not in anybody.get(page).text
    assert bob.get(f"/api/v1/collections/{made['id']}").json()["collection"]["items"] == []
