"""What a simulated shop sells: categories and the kinds of items in them.

The words and prices are made up; a kind and a number make an item: "espresso machine 17".
"""

from dataclasses import dataclass
from typing import Final

_SHELVES: Final = """
outdoor 27: tent 189, sleeping bag 89, hiking backpack 119, camping stove 45,
    headlamp 39, trekking poles 59
photography 22: mirrorless camera 899, camera lens 449, tripod 99,
    camera bag 69, memory card 29, camera flash 149
coffee 48: espresso machine 349, coffee grinder 119, milk frother 35,
    coffee beans 17, espresso cup 12, pour over dripper 25
phones 47: smartphone 549, phone case 19, screen protector 12,
    phone charger 25, power bank 35, car phone mount 22
audio 49: wireless headphones 149, earbuds 89, portable speaker 79,
    soundbar 249, turntable 199, vinyl cleaner 19
cycling 21: city bike 549, bicycle helmet 59, bike lock 39, bike light 27,
    bicycle pump 24, pannier bag 65
kitchen 50: chef knife 69, frying pan 49, cutting board 29, stand mixer 329,
    casserole 89, knife sharpener 35
gaming 49: game console 449, game controller 59, gaming headset 79,
    gaming chair 219, video game 49, mechanical keyboard 109
running 18: running shoes 119, running shorts 35, sports watch 199,
    running socks 14, hydration belt 32, reflective vest 24
garden 20: lawn mower 289, garden hose 39, pruning shears 29, raised bed 99,
    plant seeds 4, watering can 19
toys 50: building blocks 45, jigsaw puzzle 19, board game 35, toy train 59,
    plush bear 24, remote control car 49
beauty 49: face cream 29, shampoo 11, hair dryer 59, lipstick 17, perfume 69, nail polish 9
books 48: crime novel 12, cookbook 27, travel guide 19, picture book 15,
    biography 22, reading lamp 29
office 36: desk chair 179, standing desk 389, desk lamp 45, fountain pen 39,
    notebook 9, monitor arm 89
computers 47: laptop 899, laptop sleeve 29, computer mouse 35,
    external drive 79, usb hub 32, webcam 65
fitness 2: yoga mat 29, dumbbell set 89, resistance band 15, exercise bike 399,
    foam roller 24, kettlebell 39
baby 30: stroller 449, car seat 229, baby bottle 12, nappies 25, baby carrier 99, night light 22
pets 40: dog bed 59, dog leash 19, cat tree 79, cat litter 13, dog food 35, aquarium 129
winter sports 3: skis 399, ski boots 279, ski goggles 79, snowboard 349,
    ski helmet 99, thermal underwear 45
swimming 26: swimsuit 35, swim goggles 19, beach towel 22, snorkel set 39,
    swim fins 32, paddle board 329
fishing 24: fishing rod 79, fishing reel 69, fishing line 12, lure set 18,
    tackle box 32, waders 89
music 46: acoustic guitar 229, guitar strings 11, digital piano 599,
    music stand 25, ukulele 65, guitar capo 14
art 44: acrylic paint 24, paint brush 9, easel 59, sketchbook 13, coloured pencils 19, canvas 15
sewing 42: sewing machine 219, sewing thread 5, fabric scissors 22,
    knitting wool 8, knitting needles 11, cotton fabric 14
home textiles 45: duvet 79, pillow 29, bed linen 49, bath towel 17, curtain 39, wool blanket 59
lighting 45: floor lamp 89, pendant lamp 79, smart bulb 19, light strip 29,
    table lamp 49, light bulb 6
tools 16: cordless drill 129, drill bits 25, hammer 19, tool box 45,
    spirit level 22, screwdriver set 29
car 43: car battery 99, engine oil 32, floor mats 39, roof box 349, ice scraper 8, dash camera 89
tea 47: green tea 9, black tea 8, teapot 35, electric kettle 49, tea infuser 11, tea cup 13
wine 50: red wine 14, white wine 12, wine glass 15, corkscrew 19, wine fridge 299, decanter 39
travel 25: suitcase 119, travel pillow 22, packing cubes 27, travel adapter 18,
    toilet bag 24, luggage tag 7
health 3: blood pressure monitor 49, vitamin tablets 14, thermometer 19,
    massage gun 89, heating pad 32, electric toothbrush 69
smart home 48: smart speaker 89, security camera 79, video doorbell 129,
    smart plug 17, smart thermostat 179, motion sensor 25
cleaning 14: vacuum cleaner 199, robot vacuum 349, mop 29, dustbin 35,
    vacuum bags 12, steam cleaner 109
barbecue 23: gas grill 349, charcoal 14, grill tongs 17, barbecue cover 32,
    meat thermometer 25, smoker 229
football 34: football boots 79, football 29, shin guards 17,
    goalkeeper gloves 35, football shirt 69, training cones 12
"""
# A category, the week of the year in which most of it is wanted, and its kinds of items, each with
# what an ordinary one costs in whole euros. A small shop has the first few.


@dataclass(frozen=True, slots=True)
class Category:
    """A category of items.

    Attributes:
        name: as it stands in records.
        peak_week: week of the year in which most of it is wanted, from 1.
        kinds: names of the kinds of items in it.
        prices_eur: what an ordinary item of each kind costs.
    """

    name: str
    peak_week: int
    kinds: tuple[str, ...]
    prices_eur: tuple[int, ...]


def _category(line: str) -> Category:
    head, _, sold = line.partition(": ")
    name, _, week = head.rpartition(" ")
    kinds, prices = zip(*(each.rsplit(" ", 1) for each in sold.split(", ")), strict=True)
    return Category(name, int(week), kinds, tuple(map(int, prices)))


ASSORTMENT: Final = tuple(map(_category, _SHELVES.replace(",\n   ", ",").strip().splitlines()))
"""All categories, in the order in which a growing shop takes them up."""
