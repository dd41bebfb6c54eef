// A small picture, made here.
import zlib from "node:zlib";

const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
};

// zlib's crc32 came with Node 22.
const crc = zlib.crc32 ?? ((bytes) => {
    let value = ~0;
    for (const byte of bytes) {
        value ^= byte;
        for (let i = 0; i < 8; i++)
            value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
    return ~value >>> 0;
});

// Hills before a sky, so that a person who looks at the screenshots sees a picture; `tint` is three numbers 0 to 255.
export const png = (width, height, tint) => {
    const rows = [];
    for (let y = 0; y < height; y++) {
        const row = Buffer.alloc(1 + width * 3);
        for (let x = 0; x < width; x++) {
            const hill = 0.62 + 0.12 * Math.sin((x / width) * 7) + 0.06 * Math.sin((x / width) * 19);
            const far = 0.5 + 0.1 * Math.sin((x / width) * 5 + 2);
            const shade = y / height > hill ? 0.45 : y / height > far ? 0.75 : 1.15 - (y / height) * 0.4;
            for (let c = 0; c < 3; c++)
                row[1 + x * 3 + c] = Math.max(0, Math.min(255, Math.round(tint[c] * shade)));
        }
        rows.push(row);
    }
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([
        Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
        chunk("IHDR", head),
        chunk("IDAT", zlib.deflateSync(Buffer.concat(rows))),
        chunk("IEND", Buffer.alloc(0)),
    ]);
};
