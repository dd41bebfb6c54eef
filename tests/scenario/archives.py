"""Mastodon archives made for tests, as zip, tar.gz or folder, also such as nobody sends in good faith."""
import io
import json
import tarfile
import warnings
import zipfile

ACTOR = "https://old.example/users/me"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def note(number, content="<p>x</p>", day=1, **more):
    """A public post as an outbox holds it."""
    uri = f"{ACTOR}/statuses/{number}"
    published = f"2019-03-{day:02}T10:00:00Z"
    return {"id": uri + "/activity", "type": "Create", "actor": ACTOR, "published": published,
            "to": [PUBLIC], "cc": [ACTOR + "/followers"],
            "object": {"id": uri, "type": "Note", "attributedTo": ACTOR, "published": published,
                       "content": content, "summary": None, "sensitive": False, "inReplyTo": None, "to": [PUBLIC],
                       "cc": [ACTOR + "/followers"], "tag": [], "attachment": [], **more}}


def attachment(path, alt=None):
    return {"type": "Document", "mediaType": "image/png", "name": alt, "url": "/" + path}


def outbox(items):
    return json.dumps({"type": "OrderedCollection", "totalItems": len(items), "orderedItems": items}).encode()


def actor():
    return json.dumps({"id": ACTOR, "type": "Person", "preferredUsername": "me", "name": "Me"}).encode()


def whole(items, *more):
    """The files of an archive: names and bytes."""
    return [("actor.json", actor()), ("outbox.json", outbox(items)), *more]


def write_zip(path, files):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two entries of one name are wanted here
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, data in files:
                out.writestr(name, data)
    return path


def write_tar(path, files):
    """`data` may be a tarfile type such as SYMTYPE instead of bytes' worth: (name, (type, target))."""
    with tarfile.open(path, "w:gz") as out:
        for name, data in files:
            info = tarfile.TarInfo(name)
            if isinstance(data, tuple):
                info.type, info.linkname = data
                out.addfile(info)
            else:
                info.size = len(data)
                out.addfile(info, io.BytesIO(data))
    return path


def write_folder(path, files):
    for name, data in files:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path
